// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <fmt/format.h>

#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// Strides counted from the noisy end, so that the run begins at the noisiest level.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &) {
    if (steps > training.timesteps())
        return fail(ErrorCode::InvalidArgument, "steps",
                    fmt::format("{} are too many for the schedule Trailing, which has {} timesteps", steps,
                                training.timesteps()));
    const double count = training.timesteps();
    std::vector<double> result;
    for (int i = 0; i < steps; ++i)
        result.push_back(training.sigma(static_cast<int>(std::nearbyint(count - i * (count / steps))) - 1));
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"trailing", "Trailing", {}, {}, sigmas,
    "Lin et al. 2023, arXiv:2305.08891, table 2; diffusers timestep_spacing"}};

} // namespace
} // namespace sfumato::sampling
