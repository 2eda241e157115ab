// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unet/unet.h"

namespace sfumato::unet {

UNet::UNet(const nn::Scope &scope, const modelio::UNetConfig &config)
    : config_(config), encoder_(scope, config),
      conv_out_(scope / "conv_out", config.block_out_channels.front(), config.out_channels, 3, 1, 1),
      conv_norm_out_(scope / "conv_norm_out", config.norm_num_groups, config.block_out_channels.front(), config.norm_eps) {
    const auto &channels = config.block_out_channels;
    auto skips = encoder_.skip_widths();
    int64_t width = channels.back();
    for (int i = 0; i < config.levels(); ++i) {
        const int level = config.levels() - 1 - i;
        const auto at = static_cast<size_t>(level);
        std::vector<std::pair<int64_t, int64_t>> widths;
        for (int j = 0; j < config.layers_per_block[at] + 1; ++j) {
            widths.emplace_back(width + skips.back(), channels[at]);
            width = channels[at];
            skips.pop_back();
        }
        up_.push_back(make_level(scope, config, Side::Up, i, level, widths));
        if (level > 0)
            up_.back().upsample.emplace(scope / "up_blocks" / i / "upsamplers" / 0, channels[at]);
    }
}

at::Tensor UNet::forward(const at::Tensor &x, const at::Tensor &t, const nn::Context &context, const Residuals &residuals, const Tap &tap,
                         const at::Tensor &added, const at::Tensor &guidance) const {
    const auto time = encoder_.embedding(t, added, x.scalar_type(), tap, guidance);
    auto skips = encoder_.down(x, {}, time, context, residuals.levels, tap);
    auto h = encoder_.middle(skips.back(), time, context, tap);
    if (residuals.levels.size() > up_.size())
        h = h + residuals.levels.back();
    for (size_t i = 0; i < residuals.skips.size(); ++i)
        skips[i] = skips[i] + residuals.skips[i];
    if (residuals.middle.defined())
        h = h + residuals.middle;
    show(tap, "mid_block", h);
    for (const auto &level : up_) {
        for (const auto &layer : level.layers) {
            h = layer(at::cat({h, skips.back()}, 1), time, context, tap);
            skips.pop_back();
        }
        if (level.upsample) // to the next skip's size: odd maps were rounded up on the way down
            h = (*level.upsample)(h, std::pair(skips.back().size(2), skips.back().size(3)));
        show(tap, level.name, h);
    }
    h = conv_norm_out_(h);
    show(tap, "conv_norm_out", h);
    return conv_out_(at::silu(h));
}

} // namespace sfumato::unet
