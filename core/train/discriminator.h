// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include "core/nn/layers.h"

namespace sfumato::train {

/// Says of every patch of about 22 pixels whether it comes from a picture or from the decoder: what it can tell apart,
/// the decoder learns to do better. Source: Isola et al. 2017, "Image-to-Image Translation" (PatchGAN), a small one.
class Discriminator {
public:
    explicit Discriminator(const nn::Scope &scope);

    at::Tensor forward(const at::Tensor &pictures) const; ///< [B,3,H,W] -> [B,1,h,w], positive = a picture

private:
    nn::Conv2d first_, second_, third_, last_;
    nn::GroupNorm norm2_, norm3_;
};

/// What the discriminator minimises. Source: Lim & Ye 2017, "Geometric GAN" (hinge).
at::Tensor hinge_loss(const at::Tensor &said_of_pictures, const at::Tensor &said_of_reconstructions);

} // namespace sfumato::train
