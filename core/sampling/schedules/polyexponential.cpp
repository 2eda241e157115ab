// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/sampling/registry.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

/// A power of a ramp, in log sigma.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &options) {
    SFUMATO_TRY(const SigmaRange range, sigma_range(training, options));
    const double rho = value_of(options, "rho", 1.0);
    std::vector<double> result = evenly_spaced(1.0, 0.0, steps);
    for (double &sigma : result)
        sigma = std::exp(std::pow(sigma, rho) * std::log(range.max / range.min)) * range.min;
    result.push_back(0.0);
    return result;
}

std::vector<OptionInfo> options() {
    std::vector<OptionInfo> all = sigma_range_options();
    all.push_back({"rho", 1.0, 0.1, 100.0, "exponent of the ramp; above 1 the steps crowd towards little noise"});
    return all;
}

const ScheduleRegistration registration{{"polyexponential", "Polyexponential", {}, options(), sigmas,
    "k-diffusion get_sigmas_polyexponential"}};

} // namespace
} // namespace sfumato::sampling
