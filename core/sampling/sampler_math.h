// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/sampling/sampler.h"

namespace sfumato::sampling {

/// A step to `to` split into a deterministic way down to `down` and fresh noise of deviation `up`.
struct AncestralStep {
    double down, up;
};
/// Source: k-diffusion get_ancestral_step.
AncestralStep ancestral_step(double from, double to, double eta);

/// x: at sigma `from`, moved along the straight line through x0 to sigma `to`: Euler's step in its stable form.
at::Tensor toward(const at::Tensor &x, const at::Tensor &x0, double from, double to);

/// x plus the next noise times `amount`; the draw counts, but is not made, where amount is 0.
at::Tensor with_noise(const at::Tensor &x, double amount, double from_sigma, double to_sigma, SamplerState &state,
                      const StepInputs &inputs);

/// A level between two of the schedule.
NoiseLevel level_between(double sigma, const StepInputs &inputs);

/// The level that diffusers' DDPM kin go to from the present one: Schedule::stride timesteps on, or the next.
NoiseLevel strided_target(const SamplerState &state, const StepInputs &inputs);

/// Karras's churn: noise added before a step, x raised with it. Every step counts a draw, as k-diffusion draws.
struct Churned {
    at::Tensor x;
    NoiseLevel level;
};
/// Source: Karras et al. 2022, algorithm 2; options s_churn, s_tmin, s_tmax (0 = no limit), s_noise.
Churned churn(SamplerState &state, const StepInputs &inputs);

/// What a former step kept under `name`; undefined where none did.
at::Tensor remembered(const SamplerState &state, const std::string &name);

/// Lists of options that several samplers share.
std::vector<OptionInfo> churn_options();
std::vector<OptionInfo> ancestral_options();
std::vector<OptionInfo> joined(std::vector<OptionInfo> first, const std::vector<OptionInfo> &second);

} // namespace sfumato::sampling
