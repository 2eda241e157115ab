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

/// Weights of a v-prediction loss by signal-to-noise ratio: (min(snr,gamma)+1)/(snr+1), [B].
/// Min-SNR (Hang et al. 2023) without the +1 would not train the last timestep of a zero-terminal-SNR schedule at all.
at::Tensor velocity_weight(const at::Tensor &alpha_bar, double gamma);

/// Reconstruction loss of a VAE: L1 of opponent planes, of their differences to the right and below and of their
/// averages over 4 and 16 pixels. pictures: [B,3,H,W] in -1..1, H and W multiples of 16. A scalar.
at::Tensor vae_loss(const at::Tensor &picture, const at::Tensor &reconstruction);

/// From the standard normal distribution, summed over a sample: [B]. Source: Kingma & Welling 2014, appendix B.
at::Tensor kl_divergence(const vae::Posterior &posterior);

} // namespace sfumato::train
