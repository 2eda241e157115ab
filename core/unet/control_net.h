// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/unet/unet.h"

namespace sfumato::unet {

struct ControlNetConfig {
    modelio::UNetConfig unet;                          ///< of the U-Net whose way down it copies
    std::vector<int> hint_channels = {16, 32, 96, 256}; ///< of the layers that bring the picture to the latents' size
    bool pooled = false;                               ///< its maps count by their mean alone ("shuffle" networks)
};

/// A trainable copy of the U-Net's way down that sees a picture besides and speaks through zero-initialised 1x1
/// convolutions. Source: Zhang et al. 2023, Adding Conditional Control; keys are those of diffusers ControlNetModel.
class ControlNet {
public:
    ControlNet(const nn::Scope &scope, const ControlNetConfig &config);

    /// picture: [B,3,H,W] in 0..1 -> [B,c,h,w], H = h * 2^(hint levels - 1). The same for all steps of a run.
    at::Tensor hint(const at::Tensor &picture) const;
    /// x, t, context, added: as in UNet::forward(); hint: of as many images or one.
    Residuals forward(const at::Tensor &x, const at::Tensor &t, const at::Tensor &context, const at::Tensor &hint,
                      const at::Tensor &added = {}) const;

    const ControlNetConfig &config() const { return config_; }

private:
    ControlNetConfig config_;
    UNetEncoder encoder_;
    nn::Conv2d hint_in_, hint_out_;
    std::vector<nn::Conv2d> hint_blocks_;
    std::vector<nn::Conv2d> skip_outputs_;
    nn::Conv2d middle_output_;
};

} // namespace sfumato::unet
