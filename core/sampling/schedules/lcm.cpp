// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <fmt/format.h>

#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// Of the timesteps a consistency model was distilled at, as many as asked for.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &options) {
    const auto original = static_cast<int>(value_of(options, "original_steps", 50.0));
    const int stride = training.timesteps() / original;
    if (steps > original || stride == 0)
        return fail(ErrorCode::InvalidArgument, "steps",
                    fmt::format("{} are too many: the schedule LCM picks from {} timesteps", steps, original));
    std::vector<double> result;
    for (int i = 0; i < steps; ++i) {
        const int skipped = static_cast<int>(std::floor(static_cast<double>(i) * original / steps));
        result.push_back(training.sigma((original - skipped) * stride - 1));
    }
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"lcm", "LCM", {"distilled"},
    {{"original_steps", 50.0, 1.0, 1000.0, "steps of the solver distilled from"}},
    sigmas, "Luo et al. 2023, arXiv:2310.04378; diffusers LCMScheduler"}};

} // namespace
} // namespace sfumato::sampling
