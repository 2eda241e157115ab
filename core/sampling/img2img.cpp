// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/img2img.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace sfumato::sampling {
namespace {

/// The schedule from level number `first` on; its last level alone where that is beyond.
SchedulePart tail(Schedule schedule, int first) {
    const int begin = std::clamp(first, 0, schedule.steps());
    schedule.levels.erase(schedule.levels.begin(), schedule.levels.begin() + begin);
    if (!schedule.orders.empty())
        schedule.orders.erase(schedule.orders.begin(), schedule.orders.begin() + begin);
    NoiseLevel start = schedule.levels.front();
    return {std::move(schedule), start};
}

int whole(double value) {
    return static_cast<int>(std::floor(value));
}

SchedulePart a1111_part(Schedule schedule, int steps, double strength, Scale scale) {
    const int encoded = whole(std::min(strength, 0.999) * steps);
    const bool ends_noisy = schedule.levels.back().sigma > 0.0;
    if (scale == Scale::VarianceExploding || !ends_noisy)
        return tail(std::move(schedule), steps - encoded - 1);
    // Its timestep samplers make the picture as noisy as the level before the first that runs.
    const int count = static_cast<int>(schedule.levels.size());
    const NoiseLevel start = schedule.level(count - 1 - encoded);
    SchedulePart part = tail(std::move(schedule), count - encoded);
    if (part.schedule.steps() > 0)
        part.start = start;
    return part;
}

} // namespace

int steps_to_build(int steps, double strength, StrengthSteps convention) {
    if (convention != StrengthSteps::Comfy || strength > 0.9999 || strength <= 0.0)
        return steps;
    return static_cast<int>(std::min(std::floor(steps / strength), 100000.0));
}

SchedulePart part_at_strength(Schedule schedule, int steps, double strength, StrengthSteps convention, Scale scale) {
    const int built = schedule.steps();
    if (strength <= 0.0)
        return tail(std::move(schedule), built);
    switch (convention) {
    case StrengthSteps::A1111:
        return a1111_part(std::move(schedule), steps, strength, scale);
    case StrengthSteps::Comfy:
        return tail(std::move(schedule), built - steps);
    case StrengthSteps::Diffusers:
        break;
    }
    return tail(std::move(schedule), steps - std::min(whole(steps * strength), steps));
}

} // namespace sfumato::sampling
