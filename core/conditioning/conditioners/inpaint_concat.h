// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/conditioning/conditioner.h"

namespace sfumato::conditioning {

/// The extra channels of 9-channel inpainting models: [latent, mask, masked latent].
/// Source: diffusers pipeline_stable_diffusion_inpaint.py; spec 3.7 (a).
class InpaintConcat final : public Conditioner {
public:
    /// mask: [1,1,h,w] 0 or 1, 1 = repaint. masked_latent: [1,C,h,w], the picture with its hole at mid-grey, encoded.
    InpaintConcat(at::Tensor mask, at::Tensor masked_latent);
    void apply(NetworkInput &input, const Moment &moment) const override;

private:
    at::Tensor extra_; ///< [1,1+C,h,w]
};

} // namespace sfumato::conditioning
