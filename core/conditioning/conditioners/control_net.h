// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/api/request.h"
#include "core/conditioning/conditioner.h"
#include "core/conditioning/control_strength.h"
#include "core/unet/control_net.h"

namespace sfumato::conditioning {

/// A control network and the picture it is shown. Goes before conditioners that add channels to the latent.
/// Source: diffusers pipeline_controlnet.py; spec 4.4.
class ControlNet final : public Conditioner {
public:
    /// What the network is told and how far it is heard.
    struct Manner {
        ControlStrength strength;
        ControlMode mode = ControlMode::Balanced;
        int task = 0; ///< of a union network
    };
    /// picture: [1,3,H,W] in 0..1 (-1 where an inpainting network is to repaint), at the size of the result, in the network's type.
    ControlNet(std::shared_ptr<const unet::ControlNet> network, const at::Tensor &picture, const Manner &manner);
    void apply(NetworkInput &input, const Moment &moment) const override;

private:
    /// How much of each skip's map counts, and last of the middle's.
    std::vector<double> weights(size_t skips) const;

    std::shared_ptr<const unet::ControlNet> network_;
    at::Tensor hint_; ///< [1,c,h,w]
    Manner manner_;
};

} // namespace sfumato::conditioning
