// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unet/t2i_adapter.h"

namespace sfumato::unet {

T2iAdapter::T2iAdapter(const nn::Scope &scope, const T2iAdapterConfig &config) : config_(config) {
    const auto adapter = scope / "adapter";
    int64_t width = config.picture_channels * config.factor * config.factor;
    if (!config.light) {
        conv_in_.emplace(adapter / "conv_in", width, config.levels.front().channels, 3, 1, 1);
        width = config.levels.front().channels;
    }
    for (const auto &described : config.levels) {
        const auto body = adapter / "body" / static_cast<int64_t>(levels_.size());
        const int64_t inner = config.light ? described.channels / 4 : described.channels;
        Level level{described.halves, {}, {}, {}};
        if (config.light || inner != width)
            level.entry.emplace(body / "in_conv", width, inner, 1);
        for (int j = 0; j < config.blocks; ++j) {
            const auto block = body / "resnets" / j;
            level.blocks.push_back({nn::Conv2d(block / "block1", inner, inner, 3, 1, 1),
                                    nn::Conv2d(block / "block2", inner, inner, config.kernel, 1, config.kernel / 2)});
        }
        if (config.light)
            level.exit.emplace(body / "out_conv", inner, described.channels, 1);
        width = described.channels;
        levels_.push_back(std::move(level));
    }
}

std::vector<at::Tensor> T2iAdapter::features(const at::Tensor &picture) const {
    const auto luminance = at::tensor({0.299f, 0.587f, 0.114f}).to(picture.options()).view({1, 3, 1, 1});
    const auto seen = config_.picture_channels == 1 ? (picture * luminance).sum(1, /*keepdim=*/true) : picture;
    const auto lacking = [&](int64_t side) { return (config_.factor - side % config_.factor) % config_.factor; };
    const auto whole = at::replication_pad2d(seen, {0, lacking(seen.size(3)), 0, lacking(seen.size(2))});
    auto h = at::pixel_unshuffle(whole, config_.factor);
    if (conv_in_)
        h = (*conv_in_)(h);
    std::vector<at::Tensor> maps;
    for (const auto &level : levels_) {
        if (level.halves)
            h = at::avg_pool2d(h, {2, 2}, {2, 2}, {0, 0}, /*ceil_mode=*/true);
        if (level.entry)
            h = (*level.entry)(h);
        for (const auto &block : level.blocks)
            h = block.second(at::relu(block.first(h))) + h;
        if (level.exit)
            h = (*level.exit)(h);
        maps.push_back(h);
    }
    return maps;
}

} // namespace sfumato::unet
