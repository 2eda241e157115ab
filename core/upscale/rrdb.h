// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "core/nn/layers.h"
#include "core/upscale/network.h"

namespace sfumato::upscale {

/// Residual-in-residual dense blocks at the picture's own size, then doublings by repetition and convolution.
/// Source: Wang et al. 2018 "ESRGAN"; BasicSR rrdbnet_arch.py, whose parameter names these are.
class RrdbNetwork final : public Network {
public:
    RrdbNetwork(const nn::Scope &scope, const modelio::UpscalerShape &shape, at::Device device);

private:
    at::Tensor forward(const at::Tensor &x) const override;

    /// Five convolutions, each of which sees everything before it.
    struct DenseBlock {
        DenseBlock(const nn::Scope &scope, int64_t width, int64_t growth);
        at::Tensor operator()(const at::Tensor &x) const;

        std::array<nn::Conv2d, 5> layers;
    };
    struct Block {
        Block(const nn::Scope &scope, int64_t width, int64_t growth);
        at::Tensor operator()(const at::Tensor &x) const;

        std::array<DenseBlock, 3> parts;
    };

    nn::Conv2d first_, body_, before_last_, last_;
    std::vector<Block> blocks_;
    std::vector<nn::Conv2d> ups_;
};

} // namespace sfumato::upscale
