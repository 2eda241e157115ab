// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/modelio/model_config.h"
#include "core/nn/resnet_block.h"
#include "core/nn/transformer_block.h"

namespace sfumato::vae {

/// A diagonal Gaussian over latents, unscaled. Both [B,C,h,w].
struct Posterior {
    at::Tensor mean;
    at::Tensor logvar; ///< clamped to -30..20
};

/// The KL autoencoder. Source: diffusers AutoencoderKL, LDM autoencoder.py.
class AutoencoderKl {
public:
    AutoencoderKl(const nn::Scope &scope, const modelio::VaeConfig &config);

    /// picture: [B,3,H,W] in -1..1, H and W multiples of factor(). Differentiable.
    Posterior encode(const at::Tensor &picture) const;
    /// latent: [B,C,h,w], unscaled -> [B,3,h*factor,w*factor], about -1..1. Differentiable.
    at::Tensor decode(const at::Tensor &latent) const;

    /// Between the VAE's latents and those the U-Net sees.
    at::Tensor to_model_units(const at::Tensor &z) const { return (z - config_.shift_factor) * config_.scaling_factor; }
    at::Tensor from_model_units(const at::Tensor &z) const { return z / config_.scaling_factor + config_.shift_factor; }

    const modelio::VaeConfig &config() const { return config_; }

private:
    /// Single-head attention over all cells, with its own norm.
    struct CellAttention {
        CellAttention(const nn::Scope &scope, int64_t channels, int64_t groups);
        at::Tensor operator()(const at::Tensor &x) const;

        nn::GroupNorm group_norm;
        nn::Linear to_q, to_k, to_v, to_out;
    };
    struct Middle {
        nn::ResnetBlock first, second;
        std::optional<CellAttention> attention;
    };
    struct Level {
        std::vector<nn::ResnetBlock> resnets;
        std::optional<nn::Downsample> downsample;
        std::optional<nn::Upsample> upsample;
    };
    struct Half {
        nn::Conv2d conv_in, conv_out;
        std::vector<Level> levels;
        Middle middle;
        nn::GroupNorm conv_norm_out;
    };
    Middle make_middle(const nn::Scope &scope) const;
    Half make_encoder(const nn::Scope &scope) const;
    Half make_decoder(const nn::Scope &scope) const;
    static at::Tensor through(const Middle &middle, const at::Tensor &x);

    modelio::VaeConfig config_;
    Half encoder_, decoder_;
    std::optional<nn::Conv2d> quant_conv_, post_quant_conv_;
};

} // namespace sfumato::vae
