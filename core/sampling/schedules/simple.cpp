// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// Every so manieth training timestep, from the noisiest.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &) {
    std::vector<double> result;
    for (int i = 0; i < steps; ++i) {
        const auto skipped = static_cast<int>(static_cast<double>(i) * training.timesteps() / steps);
        result.push_back(training.sigma(training.timesteps() - 1 - skipped));
    }
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"simple", "Simple", {}, {}, sigmas, "ComfyUI simple_scheduler"}};

} // namespace
} // namespace sfumato::sampling
