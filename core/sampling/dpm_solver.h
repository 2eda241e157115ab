// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/sampling/sampler_math.h"

namespace sfumato::sampling {

/// One step of the single-step DPM-Solver family, in t = -log sigma. Evaluations are shared between orders: asking
/// for order 2 and then 3 costs three, not five.
/// Source: Lu et al. 2022, arXiv:2206.00927, algorithms 1 and 2 and section 4; k-diffusion DPMSolver.
class DpmSolverStep {
public:
    /// x: [B,C,h,w] at `t`; the step goes to `t_next`.
    DpmSolverStep(at::Tensor x, double t, double t_next, const StepInputs &inputs);

    at::Tensor first_order();
    /// r1: where between the two the second look is; 1/3 shares its look with third_order().
    at::Tensor second_order(double r1);
    at::Tensor third_order();

private:
    at::Tensor eps_at(const at::Tensor &x, double t) const;
    const at::Tensor &eps();
    at::Tensor looked_ahead(double r1);

    at::Tensor x_;
    double t_, h_, sigma_next_;
    const StepInputs &inputs_;
    at::Tensor eps_;
    at::Tensor ahead_;
    double ahead_at_ = 0.0;
};

/// The levels of a schedule from its noisiest to its last positive one, as t = -log sigma.
struct LogRange {
    double begin, end;
};
LogRange log_range(const Schedule &schedule, const NoiseSchedule &training);

/// A step to `t_next` cut short so that fresh noise of deviation `up` brings it there; never beyond `t_end`.
struct AncestralWay {
    double t, up;
};
AncestralWay ancestral_way(double t, double t_next, double t_end, double eta);

} // namespace sfumato::sampling
