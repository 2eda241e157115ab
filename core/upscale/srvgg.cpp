// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upscale/srvgg.h"

namespace sfumato::upscale {

SrvggNetwork::SrvggNetwork(const nn::Scope &scope, const modelio::UpscalerShape &shape, at::Device device) : Network(shape, device) {
    const auto body = scope / "body";
    for (int i = 0; i <= shape.blocks; ++i)
        layers_.push_back({nn::Conv2d(body / (2 * i), i == 0 ? 3 : shape.width, shape.width, 3, 1, 1),
                           (body / (2 * i + 1)).take("weight", {shape.width})});
    last_ = nn::Conv2d(body / (2 * (shape.blocks + 1)), shape.width, 3 * shape.factor * shape.factor, 3, 1, 1);
}

at::Tensor SrvggNetwork::forward(const at::Tensor &x) const {
    auto h = x;
    for (const auto &layer : layers_)
        h = at::prelu(layer.convolution(h), layer.slopes);
    const auto repeated = at::upsample_nearest2d(x, {x.size(2) * shape_.factor, x.size(3) * shape_.factor});
    return at::pixel_shuffle(last_(h), shape_.factor).add(repeated);
}

} // namespace sfumato::upscale
