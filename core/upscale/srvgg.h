// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/nn/layers.h"
#include "core/upscale/network.h"

namespace sfumato::upscale {

/// A chain of convolutions at the picture's own size whose last layer holds all pixels of the larger picture; it learns
/// the difference to a mere repetition. Source: BasicSR srvgg_arch.py, whose parameter names these are.
class SrvggNetwork final : public Network {
public:
    SrvggNetwork(const nn::Scope &scope, const modelio::UpscalerShape &shape, at::Device device);

private:
    at::Tensor forward(const at::Tensor &x) const override;

    struct Layer {
        nn::Conv2d convolution;
        at::Tensor slopes; ///< [width] of the PReLU behind it
    };
    std::vector<Layer> layers_;
    nn::Conv2d last_;
};

} // namespace sfumato::upscale
