// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// From timestep 1 upwards by whole strides, as ComfyUI counts: where steps does not divide the number of
/// timesteps there is a step or more besides those asked for.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &) {
    const int stride = std::max(training.timesteps() / steps, 1);
    std::vector<double> result;
    for (int t = 1; t < training.timesteps(); t += stride)
        result.push_back(training.sigma(t));
    std::reverse(result.begin(), result.end());
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"ddim_uniform", "DDIM", {}, {}, sigmas, "ComfyUI ddim_scheduler"}};

} // namespace
} // namespace sfumato::sampling
