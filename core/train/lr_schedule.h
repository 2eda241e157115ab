// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace sfumato::train {

/// The share of the base learning rate at a point of the run: linear warm-up, then a cosine down to a hundredth.
/// progress: 0..1 of the run's steps or time; step: counted from 0.
double cosine_with_warmup(std::int64_t step, std::int64_t warmup_steps, double progress);

} // namespace sfumato::train
