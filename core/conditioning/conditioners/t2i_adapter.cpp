// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/conditioning/conditioners/t2i_adapter.h"

namespace sfumato::conditioning {

T2iAdapter::T2iAdapter(const unet::T2iAdapter &network, const at::Tensor &picture, const ControlStrength &strength)
    : maps_(network.features(picture)), strength_(strength) {
    for (auto &map : maps_)
        map = map * strength.weight;
}

void T2iAdapter::apply(NetworkInput &input, const Moment &moment) const {
    if (!strength_.acts_at(moment))
        return;
    auto &all = input.residuals.levels;
    all.resize(maps_.size());
    for (size_t i = 0; i < maps_.size(); ++i)
        all[i] = all[i].defined() ? all[i] + maps_[i] : maps_[i];
}

} // namespace sfumato::conditioning
