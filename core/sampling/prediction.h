// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/sampling/noise_schedule.h"
#include "core/sampling/sampler.h"
#include "core/sampling/schedule.h"

namespace sfumato::sampling {

/// What x is multiplied by before the network sees it: 1/sqrt(1+sigma^2), or 1 where it has unit variance already.
double input_scale(const NoiseLevel &level, Scale scale);

/// The denoised latent that a network output stands for. x: in `scale` at `level`; output: same shape.
/// Safe at zero terminal SNR for Velocity and Sample; Epsilon says nothing there and gives 0.
/// Source: Salimans & Ho 2022, "Progressive Distillation", appendix D (velocity); spec 3.1.
at::Tensor x0_from_output(const at::Tensor &output, const at::Tensor &x, const NoiseLevel &level, Scale scale,
                          PredictionType type);

/// The noise that a network output stands for: x = x0 + sigma eps, or x = sqrt(abar) x0 + sqrt(1-abar) eps.
at::Tensor eps_from_output(const at::Tensor &output, const at::Tensor &x, const NoiseLevel &level, Scale scale,
                           PredictionType type);

/// The noise that x holds besides x0; for denoised latents that were changed (masks). 0 at a clean level.
at::Tensor eps_from_x0(const at::Tensor &x0, const at::Tensor &x, const NoiseLevel &level, Scale scale);

/// The network output that would have said x0; for guidance rescale on outputs.
at::Tensor output_from_x0(const at::Tensor &x0, const at::Tensor &x, const NoiseLevel &level, Scale scale,
                          PredictionType type);

/// Everything from one guided output. output_uncond: undefined where guidance is off.
Prediction make_prediction(const at::Tensor &output, const at::Tensor &output_uncond, const at::Tensor &x,
                           const NoiseLevel &level, Scale scale, PredictionType type);

/// Clean latents made noisy: x0 + sigma n, or sqrt(abar) x0 + sqrt(1-abar) n. A clean level gives x0 itself.
at::Tensor add_noise(const at::Tensor &x0, const at::Tensor &noise, const NoiseLevel &level, Scale scale);

} // namespace sfumato::sampling
