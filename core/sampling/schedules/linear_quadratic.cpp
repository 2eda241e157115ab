// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// Little noise taken away evenly in the first half of the steps, the rest quadratically.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &) {
    constexpr double threshold = 0.025; // the noise that the linear half takes away
    const int linear = steps / 2;
    const int quadratic = steps - linear;
    std::vector<double> result;
    if (linear == 0) {
        result = {1.0, 0.0};
    } else {
        const double rest = linear - threshold * steps;
        const double square = rest / (static_cast<double>(linear) * quadratic * quadratic);
        const double slope = threshold / linear - 2.0 * rest / (static_cast<double>(quadratic) * quadratic);
        for (int i = 0; i < steps; ++i)
            result.push_back(1.0 - (i < linear ? i * threshold / linear
                                               : square * i * i + slope * i + square * linear * linear));
        result.push_back(0.0);
    }
    for (double &share : result)
        share *= training.sigma_max();
    return result;
}

const ScheduleRegistration registration{{"linear_quadratic", "Linear Quadratic", {}, {}, sigmas,
    "Genmo mochi-preview linear_quadratic_schedule; ComfyUI"}};

} // namespace
} // namespace sfumato::sampling
