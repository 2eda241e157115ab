// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/conditioning/conditioners/control_net.h"

namespace sfumato::conditioning {

ControlNet::ControlNet(std::shared_ptr<const unet::ControlNet> network, const at::Tensor &picture, const ControlStrength &strength)
    : network_(std::move(network)), hint_(network_->hint(picture)), strength_(strength) {}

void ControlNet::apply(NetworkInput &input, const Moment &moment) const {
    if (!strength_.acts_at(moment))
        return;
    const auto said = network_->forward(input.latent, input.timestep, input.context, hint_, input.added);
    auto &all = input.residuals;
    all.skips.resize(said.skips.size());
    const auto add = [&](at::Tensor &sum, const at::Tensor &residual) {
        const auto weighted = residual * strength_.weight;
        sum = sum.defined() ? sum + weighted : weighted;
    };
    for (size_t i = 0; i < said.skips.size(); ++i)
        add(all.skips[i], said.skips[i]);
    add(all.middle, said.middle);
}

} // namespace sfumato::conditioning
