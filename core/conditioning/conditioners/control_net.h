// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/conditioning/conditioner.h"
#include "core/conditioning/control_strength.h"
#include "core/unet/control_net.h"

namespace sfumato::conditioning {

/// A control network and the picture it is shown. Goes before conditioners that add channels to the latent.
/// Source: diffusers pipeline_controlnet.py; spec 4.4.
class ControlNet final : public Conditioner {
public:
    /// picture: [1,3,H,W] in 0..1, at the size of the result, in the network's type.
    ControlNet(std::shared_ptr<const unet::ControlNet> network, const at::Tensor &picture, const ControlStrength &strength);
    void apply(NetworkInput &input, const Moment &moment) const override;

private:
    std::shared_ptr<const unet::ControlNet> network_;
    at::Tensor hint_; ///< [1,c,h,w]
    ControlStrength strength_;
};

} // namespace sfumato::conditioning
