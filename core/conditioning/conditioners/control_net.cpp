// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/conditioning/conditioners/control_net.h"

#include <algorithm>
#include <cmath>

namespace sfumato::conditioning {

ControlNet::ControlNet(std::shared_ptr<const unet::ControlNet> network, const at::Tensor &picture, const Manner &manner)
    : network_(std::move(network)), hint_(network_->hint(picture, manner.task)), manner_(manner) {}

std::vector<double> ControlNet::weights(size_t skips) const {
    std::vector<double> weights(skips + 1, manner_.strength.weight);
    // As in diffusers' guess mode: from a tenth at the finest map to all of it in the middle; a mean has no places to fade.
    if (manner_.mode != ControlMode::Balanced && !network_->config().pooled)
        for (size_t i = 0; i < weights.size(); ++i)
            weights[i] *= std::pow(10.0, static_cast<double>(i) / static_cast<double>(skips) - 1.0);
    return weights;
}

void ControlNet::apply(NetworkInput &input, const Moment &moment) const {
    if (!manner_.strength.acts_at(moment))
        return;
    // Passes with the prompt come last.
    const auto prompted = input.images() * std::count(input.passes.begin(), input.passes.end(), Pass::Positive);
    const int64_t all = input.latent.size(0), rows = manner_.mode == ControlMode::Control ? prompted : all;
    const auto part = [&](const at::Tensor &x) { return x.defined() ? x.narrow(0, all - rows, rows) : x; };
    const auto said = network_->forward(part(input.latent), part(input.timestep), part(input.context), moment.part_of(hint_), part(input.added), manner_.task);
    const auto heard = weights(said.skips.size());
    auto &sums = input.residuals;
    sums.skips.resize(said.skips.size());
    const auto add = [&](at::Tensor &sum, const at::Tensor &residual, double weight) {
        auto weighted = residual * weight;
        if (rows < all)
            weighted = at::cat({weighted.new_zeros({all - rows, weighted.size(1), weighted.size(2), weighted.size(3)}), weighted});
        sum = sum.defined() ? sum + weighted : weighted;
    };
    for (size_t i = 0; i < said.skips.size(); ++i)
        add(sums.skips[i], said.skips[i], heard[i]);
    add(sums.middle, said.middle, heard.back());
}

} // namespace sfumato::conditioning
