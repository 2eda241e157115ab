// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

/// Evenly spaced in log sigma.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &options) {
    SFUMATO_TRY(const SigmaRange range, sigma_range(training, options));
    std::vector<double> result = exponential_curve(range.max, range.min, steps);
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"exponential", "Exponential", {}, sigma_range_options(), sigmas,
    "k-diffusion get_sigmas_exponential"}};

} // namespace
} // namespace sfumato::sampling
