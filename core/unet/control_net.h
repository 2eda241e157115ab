// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/unet/unet.h"

namespace sfumato::unet {

struct ControlNetConfig {
    modelio::UNetConfig unet;                          ///< of the U-Net whose way down it copies
    std::vector<int> hint_channels = {16, 32, 96, 256}; ///< of the layers that bring the picture to the latents' size
    bool pooled = false;                               ///< its maps count by their mean alone ("shuffle" networks)
    int tasks = 0;         ///< of a union network: kinds of pictures it tells apart; 0 = it knows one kind
    int fusing_layers = 0; ///< of a union network: blocks that weigh the picture's features
};

/// A trainable copy of the U-Net's way down that sees a picture besides and speaks through zero-initialised 1x1
/// convolutions. Source: Zhang et al. 2023, Adding Conditional Control; keys are those of diffusers ControlNetModel,
/// for several kinds of pictures in one network ControlNetUnionModel (xinsir ControlNet++).
class ControlNet {
public:
    ControlNet(const nn::Scope &scope, const ControlNetConfig &config);

    /// picture: [B,3,H,W] in 0..1 -> [B,c,h,w], H = h * 2^(hint levels - 1). The same for all steps of a run.
    /// task: 0 to tasks - 1, what a union network is told the picture is.
    at::Tensor hint(const at::Tensor &picture, int task = 0) const;
    /// x, t, context, added: as in UNet::forward(); hint: of as many images or one, made for the same task.
    Residuals forward(const at::Tensor &x, const at::Tensor &t, const at::Tensor &context, const at::Tensor &hint,
                      const at::Tensor &added = {}, int task = 0) const;

    const ControlNetConfig &config() const { return config_; }

private:
    /// Weighs what a picture's features say in all places alike. Source: diffusers controlnet_union.py.
    struct FusingBlock {
        FusingBlock(const nn::Scope &scope, int64_t width);
        at::Tensor operator()(const at::Tensor &features) const; // [B,c]

        nn::LayerNorm ln_1, ln_2;
        at::Tensor value_weight, value_bias; ///< the last third of attn.in_proj
        nn::Linear out_proj, c_fc, c_proj;
    };
    /// What only a union network has.
    struct Union {
        Union(const nn::Scope &scope, const ControlNetConfig &config);

        at::Tensor task_embedding; ///< [tasks,c]
        std::vector<FusingBlock> blocks;
        nn::Linear spatial;
        nn::TimestepEmbedding kind;
    };

    ControlNetConfig config_;
    UNetEncoder encoder_;
    nn::Conv2d hint_in_, hint_out_;
    std::vector<nn::Conv2d> hint_blocks_;
    std::vector<nn::Conv2d> skip_outputs_;
    nn::Conv2d middle_output_;
    std::optional<Union> union_;
};

} // namespace sfumato::unet
