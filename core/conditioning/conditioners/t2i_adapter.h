// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/conditioning/conditioner.h"
#include "core/conditioning/control_strength.h"
#include "core/unet/t2i_adapter.h"

namespace sfumato::conditioning {

/// A T2I-Adapter and the picture it is shown. Source: diffusers pipeline_stable_diffusion_adapter.py; spec 4.5.
class T2iAdapter final : public Conditioner {
public:
    /// picture: [1,3,H,W] in 0..1, at the size of the result, in the network's type.
    T2iAdapter(const unet::T2iAdapter &network, const at::Tensor &picture, const ControlStrength &strength);
    void apply(NetworkInput &input, const Moment &moment) const override;

private:
    std::vector<at::Tensor> maps_; ///< weighted
    ControlStrength strength_;
};

} // namespace sfumato::conditioning
