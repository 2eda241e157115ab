// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/schedule_builder.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/sampling/sampler.h"

namespace sfumato::sampling {
namespace {

constexpr int most_steps = 100000; ///< ComfyUI's strengths below 1 build schedules longer than any that runs

/// Samplers that divide by sigma's inverse need a last timestep that is not quite pure noise.
/// Source: diffusers EulerDiscreteScheduler, rescale_betas_zero_snr.
Result<NoiseSchedule> with_finite_sigmas(const NoiseSchedule &training) {
    TrainingNoise finite = training.training();
    finite.terminal_alpha_bar = std::ldexp(1.0, -24);
    return NoiseSchedule::make(finite);
}

/// A1111's list for DDIM and PLMS: whole strides plus one, and the last entry is where the run ends.
std::vector<double> a1111_timestep_sigmas(const NoiseSchedule &training, int steps) {
    const int count = training.timesteps();
    const int stride = std::max(count / steps, 1);
    std::vector<double> sigmas;
    for (int t = 0; t < count; t += stride)
        sigmas.push_back(training.sigma(std::min(t + 1, count - 1)));
    std::reverse(sigmas.begin(), sigmas.end());
    return sigmas;
}

} // namespace

Schedule schedule_of_sigmas(const NoiseSchedule &training, const std::vector<double> &sigmas,
                            TimestepRounding rounding) {
    Schedule schedule;
    schedule.rounding = rounding;
    for (double sigma : sigmas)
        schedule.levels.push_back(training.level(sigma, rounding));
    return schedule;
}

Result<Schedule> build_schedule(const SamplerEntry &sampler, const NoiseSchedule &training,
                                const ScheduleRequest &request) {
    if (request.steps < 1 || request.steps > most_steps)
        return fail(ErrorCode::InvalidArgument, "steps", fmt::format("must be at least 1, is {}", request.steps));
    const bool automatic = is_automatic(request.schedule);
    SFUMATO_TRY(const ScheduleEntry *entry, find_schedule(automatic ? sampler.info.usual_schedule : request.schedule));
    const bool keeps_variance = sampler.sampler->scale() == Scale::VariancePreserving;
    NoiseSchedule table = training;
    if (!keeps_variance && training.alpha_bar(training.timesteps() - 1) == 0.0) {
        SFUMATO_TRY(table, with_finite_sigmas(training));
    }

    std::vector<double> sigmas;
    if (automatic && sampler.info.strided && request.conventions == Conventions::A1111) {
        sigmas = a1111_timestep_sigmas(table, request.steps);
    } else {
        // Only the usual schedule is bent: one that was asked for by name is taken as its definition says.
        const bool drops = automatic && sampler.info.drops_penultimate;
        SFUMATO_TRY(sigmas, entry->sigmas(table, request.steps + (drops ? 1 : 0), request.options));
        if (drops && sigmas.size() > 2)
            sigmas.erase(sigmas.end() - 2);
    }
    Schedule schedule = schedule_of_sigmas(table, sigmas, request.rounding);
    const double first = schedule.levels.front().sigma;
    if (!keeps_variance)
        schedule.start_scale = request.sgm_noise_multiplier ? std::sqrt(1.0 + first * first) : first;
    return schedule;
}

} // namespace sfumato::sampling
