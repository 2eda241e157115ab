// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/lr_schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sfumato::train {

double cosine_with_warmup(std::int64_t step, std::int64_t warmup_steps, double progress) {
    const double warm = warmup_steps > 0 ? std::min(1.0, static_cast<double>(step + 1) / static_cast<double>(warmup_steps)) : 1.0;
    const double cosine = 0.5 * (1.0 + std::cos(std::numbers::pi * std::clamp(progress, 0.0, 1.0)));
    return warm * (0.01 + 0.99 * cosine);
}

} // namespace sfumato::train
