// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/api/request.h"
#include "core/base/result.h"
#include "core/sampling/noise_schedule.h"
#include "core/sampling/options.h"
#include "core/sampling/registry.h"
#include "core/sampling/schedule.h"

namespace sfumato::sampling {

/// What decides the levels of a run that no diffusers scheduler config describes.
struct ScheduleRequest {
    std::string schedule = {}; ///< id, name or alias; automatic = the sampler's usual one
    int steps = 20;       ///< 1..limits::max_steps
    Options options = {};
    TimestepRounding rounding = TimestepRounding::Fractional;
    bool sgm_noise_multiplier = false; ///< start from noise * sqrt(1 + sigma^2) instead of noise * sigma
    /// A1111's DDIM, PLMS and UniPC run one step less than asked and end at timestep 1.
    Conventions conventions = Conventions::Native;
};

/// The levels of a whole txt2img run. For img2img cut it with core/sampling/img2img.h; then Sampler::adapt().
/// Errors: InvalidArgument (unknown schedule, number of steps, an option's value).
Result<Schedule> build_schedule(const SamplerEntry &sampler, const NoiseSchedule &training,
                                const ScheduleRequest &request);

/// Levels for a list of sigmas, noisiest first.
Schedule schedule_of_sigmas(const NoiseSchedule &training, const std::vector<double> &sigmas,
                            TimestepRounding rounding = TimestepRounding::Fractional);

} // namespace sfumato::sampling
