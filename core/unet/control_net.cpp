// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unet/control_net.h"

namespace sfumato::unet {

ControlNet::ControlNet(const nn::Scope &scope, const ControlNetConfig &config) : config_(config), encoder_(scope, config.unet) {
    const auto &channels = config.hint_channels;
    const auto hints = scope / "controlnet_cond_embedding";
    hint_in_ = nn::Conv2d(hints / "conv_in", 3, channels.front(), 3, 1, 1);
    for (size_t i = 0; i + 1 < channels.size(); ++i) {
        const auto number = static_cast<int64_t>(2 * i);
        hint_blocks_.emplace_back(hints / "blocks" / number, channels[i], channels[i], 3, 1, 1);
        hint_blocks_.emplace_back(hints / "blocks" / (number + 1), channels[i], channels[i + 1], 3, 2, 1);
    }
    hint_out_ = nn::Conv2d(hints / "conv_out", channels.back(), config.unet.block_out_channels.front(), 3, 1, 1);
    for (const int64_t width : encoder_.skip_widths())
        skip_outputs_.emplace_back(scope / "controlnet_down_blocks" / static_cast<int64_t>(skip_outputs_.size()), width, width, 1);
    const int64_t width = config.unet.block_out_channels.back();
    middle_output_ = nn::Conv2d(scope / "controlnet_mid_block", width, width, 1);
}

at::Tensor ControlNet::hint(const at::Tensor &picture) const {
    auto h = at::silu(hint_in_(picture));
    for (const auto &block : hint_blocks_)
        h = at::silu(block(h));
    return hint_out_(h);
}

Residuals ControlNet::forward(const at::Tensor &x, const at::Tensor &t, const at::Tensor &context, const at::Tensor &hint,
                              const at::Tensor &added) const {
    const auto time = encoder_.embedding(t, added, x.scalar_type());
    const auto skips = encoder_.down(x, hint, time, context, {});
    const auto said = [&](const nn::Conv2d &output, const at::Tensor &map) {
        const auto residual = output(map);
        return config_.pooled ? residual.mean({2, 3}, /*keepdim=*/true) : residual;
    };
    Residuals residuals;
    for (size_t i = 0; i < skips.size(); ++i)
        residuals.skips.push_back(said(skip_outputs_[i], skips[i]));
    residuals.middle = said(middle_output_, encoder_.middle(skips.back(), time, context));
    return residuals;
}

} // namespace sfumato::unet
