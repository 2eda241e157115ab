// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/modelio/model_config.h"
#include "core/nn/embeddings.h"
#include "core/nn/resnet_block.h"
#include "core/nn/transformer_block.h"

namespace sfumato::unet {

/// Sees the output of every residual block, transformer and block, by its diffusers name. For tests.
using Tap = std::function<void(const std::string &name, const at::Tensor &output)>;

/// What a control network adds: one map for every skip connection (in the order they are made) and one for the middle.
struct Residuals {
    std::vector<at::Tensor> skips; ///< empty, or as many as the U-Net has skips
    at::Tensor middle;             ///< or undefined
};

/// The conditional U-Net of Stable Diffusion 1 and 2, of any widths. Source: diffusers UNet2DConditionModel.
class UNet {
public:
    UNet(const nn::Scope &scope, const modelio::UNetConfig &config);

    /// x: [B,in,h,w]; t: [B] timesteps or one for all, may be fractional; context: [B,T,cross_attention_dim] -> [B,out,h,w].
    /// Differentiable. Any h and w from 1.
    at::Tensor forward(const at::Tensor &x, const at::Tensor &t, const at::Tensor &context,
                       const Residuals &residuals = {}, const Tap &tap = {}) const;

    const modelio::UNetConfig &config() const { return config_; }

private:
    /// A residual block with the transformer behind it, where its level has one.
    struct Layer {
        std::string resnet_name, attention_name;
        nn::ResnetBlock resnet;
        std::optional<nn::SpatialTransformer> attention;
    };
    struct Level {
        std::string name, sampler_name;
        std::vector<Layer> layers;
        std::optional<nn::Downsample> downsample;
        std::optional<nn::Upsample> upsample;
    };

    Level make_level(const nn::Scope &scope, const char *side, int index, int level, bool attends,
                     const std::vector<std::pair<int64_t, int64_t>> &widths) const;
    at::Tensor time_embedding(const at::Tensor &t, at::ScalarType dtype, const Tap &tap) const;
    static at::Tensor run(const Layer &layer, const at::Tensor &x, const at::Tensor &time, const at::Tensor &context, const Tap &tap);

    modelio::UNetConfig config_;
    nn::TimestepEmbedding time_embedding_;
    nn::Conv2d conv_in_, conv_out_;
    std::vector<Level> down_, up_;
    std::vector<Layer> middle_; ///< the first without its transformer's successor: resnet, transformer, resnet
    nn::GroupNorm conv_norm_out_;
};

} // namespace sfumato::unet
