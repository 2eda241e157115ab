// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/sampling/registry.h"

namespace sfumato::sampling {
namespace {

/// Whole strides counted from the clean end; begins below the noisiest level.
Result<std::vector<double>> sigmas(const NoiseSchedule &training, int steps, const Options &options) {
    const int stride = training.timesteps() / steps;
    const auto offset = static_cast<int>(value_of(options, "steps_offset", 1.0));
    if (stride == 0 || (steps - 1) * stride + offset >= training.timesteps())
        return fail(ErrorCode::InvalidArgument, "steps",
                    fmt::format("{} are too many for the schedule Leading, which has {} timesteps", steps,
                                training.timesteps()));
    std::vector<double> result;
    for (int i = steps - 1; i >= 0; --i)
        result.push_back(training.sigma(i * stride + offset));
    result.push_back(0.0);
    return result;
}

const ScheduleRegistration registration{{"leading", "Leading", {},
    {{"steps_offset", 1.0, 0.0, 100.0, "the last timestep"}},
    sigmas, "Lin et al. 2023, arXiv:2305.08891, table 2; diffusers timestep_spacing"}};

} // namespace
} // namespace sfumato::sampling
