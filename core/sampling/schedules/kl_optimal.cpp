// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

/// Evenly spaced in the angle whose tangent is sigma.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &options) {
    SFUMATO_TRY(const SigmaRange range, sigma_range(training, options));
    std::vector<double> result = evenly_spaced(std::atan(range.max), std::atan(range.min), steps);
    for (double &sigma : result)
        sigma = std::tan(sigma);
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"kl_optimal", "KL Optimal", {}, sigma_range_options(), sigmas,
    "Sabour et al. 2024, arXiv:2404.14507, equation 14; ComfyUI's form"}};

} // namespace
} // namespace sfumato::sampling
