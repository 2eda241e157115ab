// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <fmt/format.h>

#include "core/sampling/registry.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

/// Whole timesteps evenly spaced from the noisiest to the cleanest, both included.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &) {
    if (steps > training.timesteps())
        return fail(ErrorCode::InvalidArgument, "steps",
                    fmt::format("{} are too many for the schedule Linspace, which has {} timesteps", steps,
                                training.timesteps()));
    std::vector<double> result = evenly_spaced(training.timesteps() - 1, 0.0, steps);
    for (double &sigma : result)
        sigma = training.sigma(static_cast<int>(std::nearbyint(sigma)));
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"linspace", "Linspace", {}, {}, sigmas,
    "Lin et al. 2023, arXiv:2305.08891, table 2; diffusers timestep_spacing"}};

} // namespace
} // namespace sfumato::sampling
