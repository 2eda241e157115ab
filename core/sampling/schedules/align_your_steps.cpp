// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"
#include "core/sampling/sigma_curves.h"

namespace sfumato::sampling {
namespace {

// Levels found by optimisation for two models, to three digits.
const std::vector<double> sd_knots = {14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029};
const std::vector<double> xl_knots = {14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029};

Result<std::vector<double>> sigmas(const NoiseSchedule &, int steps, const Options &options) {
    std::vector<double> result = log_linear_curve(value_of(options, "xl", 0.0) != 0.0 ? xl_knots : sd_knots, steps);
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"align_your_steps", "Align Your Steps", {"ays"},
    {{"xl", 0.0, 0.0, 1.0, "1 = the levels found for SDXL"}},
    sigmas, "Sabour et al. 2024, arXiv:2404.14507; levels and form of A1111"}};

} // namespace
} // namespace sfumato::sampling
