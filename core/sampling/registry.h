// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/sampling/noise_schedule.h"
#include "core/sampling/options.h"

namespace sfumato::sampling {

class Sampler;

/// Where the noise of a sampler's steps comes from.
enum class NoiseKind {
    None,         ///< draws no noise unless an option (s_churn, eta) asks for some
    Stream,       ///< each draw independent of the others
    BrownianTree, ///< increments of one Brownian path over sigma, so that more steps give nearly the same picture
};

/// What everybody may know about a sampler.
struct SamplerInfo {
    std::string id;                   ///< lower_snake, as in k-diffusion and ComfyUI
    std::string name;                 ///< as A1111 writes it
    std::vector<std::string> aliases; ///< other programs' names
    std::vector<OptionInfo> options;
    std::string usual_schedule; ///< id of the schedule that "automatic" stands for
    NoiseKind noise = NoiseKind::None;
    bool drops_penultimate = false; ///< runs on the schedule of n+1 steps without its last level but one
    bool strided = false;           ///< A1111 runs it on whole strides of timesteps (its DDIM kin)
    bool one_at_a_time = false;     ///< its steps look at the whole batch: only a batch of 1 is reproducible
    std::string source;
};

/// A registered sampler. Its address and `sampler` live as long as the program.
struct SamplerEntry {
    SamplerInfo info;
    const Sampler *sampler = nullptr;
};

/// The sigmas of n steps, noisiest first: n+1 values, the last usually 0. Errors: InvalidArgument naming an option.
using SigmaFunction = Result<std::vector<double>> (*)(const NoiseSchedule &training, int steps, const Options &options);

/// A registered schedule.
struct ScheduleEntry {
    std::string id;
    std::string name;
    std::vector<std::string> aliases;
    std::vector<OptionInfo> options;
    SigmaFunction sigmas = nullptr;
    std::string source;
};

/// What a sampler's name said: the sampler, and the schedule where the name ended in one ("DPM++ 2M Karras").
struct NamedSampler {
    const SamplerEntry *entry = nullptr;
    std::string schedule; ///< id, or empty
};

/// All of them, by name.
std::vector<const SamplerEntry *> all_samplers();
std::vector<const ScheduleEntry *> all_schedules();

/// By id, display name or alias, in any case; a trailing schedule name is split off.
/// Errors: InvalidArgument with the nearest names.
Result<NamedSampler> find_sampler(std::string_view name);
Result<const ScheduleEntry *> find_schedule(std::string_view name);

/// Whether a schedule's name leaves the choice to the sampler: empty, "automatic" or "default".
bool is_automatic(std::string_view schedule);

/// Errors: InvalidArgument naming the first option that neither knows, or whose value is out of range.
Result<void> check_options(const Options &options, const SamplerEntry &sampler, const ScheduleEntry &schedule);

/// Takes a sampler in; before main() only, see SamplerRegistration.
void add_sampler(SamplerEntry entry);

/// Registers at start-up, one line in the algorithm's file: `const SamplerRegistration<Euler> registration{{...}};`
template <typename T>
struct SamplerRegistration {
    explicit SamplerRegistration(SamplerInfo info) {
        static const T sampler;
        add_sampler(SamplerEntry{std::move(info), &sampler});
    }
};
struct ScheduleRegistration {
    explicit ScheduleRegistration(ScheduleEntry entry);
};

} // namespace sfumato::sampling
