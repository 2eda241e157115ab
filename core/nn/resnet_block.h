// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/nn/layers.h"

namespace sfumato::nn {

/// Norm, SiLU, convolution, twice, with a shortcut; the time embedding is added between in the U-Net.
/// Source: diffusers ResnetBlock2D, LDM ResBlock.
struct ResnetBlock {
    ResnetBlock() = default;
    /// time_width 0 = no time embedding (VAE).
    ResnetBlock(const Scope &scope, int64_t in, int64_t out, int64_t time_width, int64_t groups, double eps);
    /// x: [B,in,H,W]; time: [B,time_width] after SiLU, or undefined -> [B,out,H,W].
    at::Tensor operator()(const at::Tensor &x, const at::Tensor &time) const;

    GroupNorm norm1, norm2;
    Conv2d conv1, conv2;
    std::optional<Linear> time_emb_proj;
    std::optional<Conv2d> conv_shortcut;
};

/// Strided convolution `conv`. The U-Net pads all around, the VAE right and below only.
enum class Padding { Symmetric, RightBottom };
struct Downsample {
    Downsample() = default;
    Downsample(const Scope &scope, int64_t channels, Padding padding);
    at::Tensor operator()(const at::Tensor &x) const; // [B,C,H,W] -> [B,C,H/2,W/2]

    Conv2d conv;
    Padding padding = Padding::Symmetric;
};

/// Nearest enlargement, then a convolution `conv`.
struct Upsample {
    Upsample() = default;
    Upsample(const Scope &scope, int64_t channels);
    /// To twice the size, or to exactly height x width where given (odd latents).
    at::Tensor operator()(const at::Tensor &x, std::optional<std::pair<int64_t, int64_t>> size = {}) const;

    Conv2d conv;
};

} // namespace sfumato::nn
