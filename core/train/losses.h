// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/sampling/noise_schedule.h"
#include "core/vae/autoencoder_kl.h"

namespace sfumato::train {

/// What the network should have said. clean, noise: [B,C,h,w]; alpha_bar: [B] -> [B,C,h,w]. Source: spec 5.1.
at::Tensor diffusion_target(sampling::PredictionType type, const at::Tensor &clean, const at::Tensor &noise,
                            const at::Tensor &alpha_bar);

/// The noisy latent sqrt(abar) clean + sqrt(1-abar) noise.
at::Tensor add_noise(const at::Tensor &clean, const at::Tensor &noise, const at::Tensor &alpha_bar);

/// How far a prediction is from its target: squared, or the pseudo-Huber forms 2c(sqrt(d^2+c^2)-c) and
/// 2(sqrt(d^2+c^2)-c), which outliers move less. Source: spec 5.1; sd-scripts.
enum class Distance { Squared, Huber, SmoothL1 };

/// Its mean over a sample: [B]. c: where the Huber forms turn from squares to straight lines.
/// cell_weights: [B,1,h,w], by which distances count; undefined = all alike.
at::Tensor sample_loss(const at::Tensor &prediction, const at::Tensor &target, Distance distance = Distance::Squared, double c = 0.1,
                       const at::Tensor &cell_weights = {});

/// Min-SNR weights, [B]: min(snr,gamma) over snr (Epsilon), over snr+1 (Velocity), over 1 (Sample).
/// Source: Hang et al. 2023, arXiv:2303.09556, equation 9.
at::Tensor min_snr_weight(sampling::PredictionType type, const at::Tensor &alpha_bar, double gamma);

/// Weights of a v-prediction loss by signal-to-noise ratio: (min(snr,gamma)+1)/(snr+1), [B].
/// Min-SNR (Hang et al. 2023) without the +1 would not train the last timestep of a zero-terminal-SNR schedule at all.
at::Tensor velocity_weight(const at::Tensor &alpha_bar, double gamma);

/// Debiased estimation's weights, [B]: 1/sqrt(min(snr,1000)) (Epsilon), 1/(snr+1) (Velocity), 1 (Sample).
/// Source: Yu et al. 2024, arXiv:2310.08442; sd-scripts.
at::Tensor debiased_weight(sampling::PredictionType type, const at::Tensor &alpha_bar);

/// What a sample's loss is multiplied by in a training with min-SNR, [B]: velocity_weight(), for Sample the same
/// objective written for the picture, min(snr,gamma)+1, and min_snr_weight() for Epsilon.
at::Tensor training_weight(sampling::PredictionType type, const at::Tensor &alpha_bar, double gamma);

/// noise: [B,C,h,w], plus one number for each channel of a picture, `strength` times standard normal: teaches overall
/// brightness. Source: Guttenberg 2023, "Diffusion with offset noise".
at::Tensor offset_noise(const at::Tensor &noise, double strength, at::Generator generator);

/// Reconstruction loss of a VAE: L1 of opponent planes, of their differences to the right and below and of their
/// averages over 4 and 16 pixels. pictures: [B,3,H,W] in -1..1, H and W multiples of 16. A scalar.
at::Tensor vae_loss(const at::Tensor &picture, const at::Tensor &reconstruction);

/// From the standard normal distribution, summed over a sample: [B]. Source: Kingma & Welling 2014, appendix B.
at::Tensor kl_divergence(const vae::Posterior &posterior);

} // namespace sfumato::train
