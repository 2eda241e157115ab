// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/modelio/model_config.h"
#include "core/nn/resnet_block.h"
#include "core/nn/transformer_block.h"
#include "core/vae/autoencoder.h"

namespace sfumato::vae {

/// The KL autoencoder. Source: diffusers AutoencoderKL, LDM autoencoder.py.
class AutoencoderKl final : public Autoencoder {
public:
    AutoencoderKl(const nn::Scope &scope, const modelio::VaeConfig &config);

    Posterior encode(const at::Tensor &picture) const override;
    at::Tensor decode(const at::Tensor &latent) const override;
    const modelio::VaeConfig &config() const override { return config_; }

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
