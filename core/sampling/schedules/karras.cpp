// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

/// Evenly spaced in sigma^(1/rho).
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &options) {
    SFUMATO_TRY(const SigmaRange range, sigma_range(training, options));
    std::vector<double> result = karras_curve(range.max, range.min, steps, value_of(options, "rho", 7.0));
    result.push_back(0.0);
    return result;
}

std::vector<OptionInfo> options() {
    std::vector<OptionInfo> all = sigma_range_options();
    all.push_back({"rho", 7.0, 0.1, 100.0, "how much the steps crowd towards little noise"});
    return all;
}

const ScheduleRegistration registration{{"karras", "Karras", {}, options(), sigmas,
    "Karras et al. 2022, arXiv:2206.00364, equation 5"}};

} // namespace
} // namespace sfumato::sampling
