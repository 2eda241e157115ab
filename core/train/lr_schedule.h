// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace sfumato::train {

/// How the learning rate falls after its warm-up, by diffusers' names.
enum class LrDecay { Constant, Linear, Cosine, CosineWithRestarts, Polynomial };

struct LrSchedule {
    LrDecay decay = LrDecay::Cosine;
    std::int64_t warmup_steps = 0; ///< rising in a straight line from 0
    std::int64_t total_steps = 1;  ///< with the warm-up; ignored by Constant
    double cycles = 0.5;           ///< waves of Cosine; whole number of Restarts
    double power = 1.0;            ///< of Polynomial
    double end_factor = 1e-7;      ///< where Polynomial ends and stays

    bool operator==(const LrSchedule &) const = default;
};

/// The share of the base learning rate at `step`, counted from 0. Source: diffusers 0.42 optimization.py.
double lr_factor(const LrSchedule &schedule, std::int64_t step);

/// The same for runs whose length is a time: progress, 0..1 of that time, takes the place of steps, the warm-up is
/// multiplied with the decay, and a hundredth is left at the end, since nobody knows which step will be the last.
double timed_lr_factor(const LrSchedule &schedule, std::int64_t step, double progress);

} // namespace sfumato::train
