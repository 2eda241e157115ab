// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/unet/unet_encoder.h"

namespace sfumato::unet {

/// What control networks and adapters add: one map for every skip connection (in the order they are made) and one for the middle.
struct Residuals {
    std::vector<at::Tensor> skips; ///< empty, or as many as the U-Net has skips
    at::Tensor middle;             ///< or undefined
    /// What T2I-Adapters add on the way down: one map a level, finest first, and one more for the middle of SDXL; or empty.
    std::vector<at::Tensor> levels;
};

/// The conditional U-Net of Stable Diffusion 1, 2 and XL, of any widths. Source: diffusers UNet2DConditionModel.
class UNet {
public:
    UNet(const nn::Scope &scope, const modelio::UNetConfig &config);

    /// x: [B,in,h,w]; t: [B] timesteps or one for all, may be fractional; context: [B,T,cross_attention_dim] -> [B,out,h,w].
    /// added: [B,addition_width], a pooled text vector and the sinusoids of sizes, for SDXL; else undefined.
    /// guidance: [B] scales, for networks that are told theirs (guidance_width > 0), minus 1; else undefined.
    /// Differentiable. Any h and w from 1.
    at::Tensor forward(const at::Tensor &x, const at::Tensor &t, const nn::Context &context, const Residuals &residuals = {},
                       const Tap &tap = {}, const at::Tensor &added = {}, const at::Tensor &guidance = {}) const;

    const modelio::UNetConfig &config() const { return config_; }

private:
    modelio::UNetConfig config_;
    UNetEncoder encoder_;
    std::vector<Level> up_;
    nn::Conv2d conv_out_;
    nn::GroupNorm conv_norm_out_;
};

} // namespace sfumato::unet
