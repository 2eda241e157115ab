// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

/// Evenly spaced in timesteps, the first and the last included.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &options) {
    SFUMATO_TRY(const SigmaRange range, sigma_range(training, options));
    std::vector<double> result =
        evenly_spaced(training.timestep_at(range.max), training.timestep_at(range.min), steps);
    for (double &sigma : result)
        sigma = training.sigma_at(sigma);
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"uniform", "Uniform", {"normal", "discrete"}, sigma_range_options(), sigmas,
    "k-diffusion DiscreteSchedule.get_sigmas"}};

} // namespace
} // namespace sfumato::sampling
