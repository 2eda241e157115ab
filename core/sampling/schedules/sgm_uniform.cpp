// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

/// Evenly spaced in timesteps, the last step ending where the timesteps do.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &options) {
    SFUMATO_TRY(const SigmaRange range, sigma_range(training, options));
    std::vector<double> result =
        evenly_spaced(training.timestep_at(range.max), training.timestep_at(range.min), steps + 1);
    result.pop_back();
    for (double &sigma : result)
        sigma = training.sigma_at(sigma);
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"sgm_uniform", "SGM Uniform", {"sgm"}, sigma_range_options(), sigmas,
    "Stability-AI/generative-models discretizer.py"}};

} // namespace
} // namespace sfumato::sampling
