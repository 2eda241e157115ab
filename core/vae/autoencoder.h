// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/modelio/model_config.h"

namespace sfumato::vae {

/// A diagonal Gaussian over latents, unscaled. Both [B,C,h,w].
struct Posterior {
    at::Tensor mean;
    at::Tensor logvar; ///< clamped to -30..20
};

/// Between pictures and latents: the KL autoencoder, or a tiny one that is quick and coarse.
class Autoencoder {
public:
    virtual ~Autoencoder() = default;

    /// picture: [B,3,H,W] in -1..1, H and W multiples of config().factor(). Differentiable.
    virtual Posterior encode(const at::Tensor &picture) const = 0;
    /// latent: [B,C,h,w], unscaled -> [B,3,h*factor,w*factor], about -1..1. Differentiable.
    virtual at::Tensor decode(const at::Tensor &latent) const = 0;

    /// Widths, scale and factor.
    virtual const modelio::VaeConfig &config() const = 0;

    /// Between the autoencoder's latents and those the U-Net sees.
    at::Tensor to_model_units(const at::Tensor &z) const { return (z - config().shift_factor) * config().scaling_factor; }
    at::Tensor from_model_units(const at::Tensor &z) const { return z / config().scaling_factor + config().shift_factor; }
};

} // namespace sfumato::vae
