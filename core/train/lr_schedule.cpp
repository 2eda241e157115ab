// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/lr_schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sfumato::train {
namespace {

using std::numbers::pi;

/// After the warm-up; progress: 0 at its end, 1 at the last step, more beyond.
double decayed(const LrSchedule &schedule, double progress) {
    switch (schedule.decay) {
    case LrDecay::Constant: return 1.0;
    case LrDecay::Linear: return std::max(0.0, 1.0 - progress);
    case LrDecay::Cosine: return std::max(0.0, 0.5 * (1.0 + std::cos(2.0 * pi * schedule.cycles * progress)));
    case LrDecay::CosineWithRestarts:
        return progress >= 1.0 ? 0.0 : 0.5 * (1.0 + std::cos(pi * std::fmod(schedule.cycles * progress, 1.0)));
    case LrDecay::Polynomial: break;
    }
    if (progress > 1.0)
        return schedule.end_factor;
    return (1.0 - schedule.end_factor) * std::pow(1.0 - progress, schedule.power) + schedule.end_factor;
}

} // namespace

double lr_factor(const LrSchedule &schedule, std::int64_t step) {
    if (step < schedule.warmup_steps)
        return static_cast<double>(step) / static_cast<double>(schedule.warmup_steps);
    const auto span = std::max<std::int64_t>(1, schedule.total_steps - schedule.warmup_steps);
    return decayed(schedule, static_cast<double>(step - schedule.warmup_steps) / static_cast<double>(span));
}

double timed_lr_factor(const LrSchedule &schedule, std::int64_t step, double progress) {
    const auto warmup = schedule.warmup_steps;
    const double warm = warmup > 0 ? std::min(1.0, static_cast<double>(step + 1) / static_cast<double>(warmup)) : 1.0;
    return warm * (0.01 + 0.99 * decayed(schedule, std::clamp(progress, 0.0, 1.0)));
}

} // namespace sfumato::train
