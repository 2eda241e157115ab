// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/conditioning/conditioner.h"

namespace sfumato::conditioning {

/// The extra channels of 8-channel instruct-pix2pix models: [latent, latent of the picture to edit], zeros in bare passes.
/// Source: Brooks et al. 2022; diffusers pipeline_stable_diffusion_instruct_pix2pix.py; spec 3.7.
class PictureConcat final : public Conditioner {
public:
    /// latent: [1,C,h,w], the posterior's mean without the VAE's scale.
    explicit PictureConcat(at::Tensor latent) : latent_(std::move(latent)) {}
    void apply(NetworkInput &input, const Moment &moment) const override;

private:
    at::Tensor latent_;
};

} // namespace sfumato::conditioning
