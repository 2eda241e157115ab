// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vision/ip_adapter.h"

#include <fmt/format.h>

namespace sfumato::vision {

std::vector<AttentionSite> cross_attentions(const modelio::UNetConfig &config) {
    std::vector<AttentionSite> sites;
    const auto add = [&](const std::string &transformer, int depth, int width) {
        for (int i = 0; i < depth; ++i)
            sites.push_back({fmt::format("{}.transformer_blocks.{}.attn2", transformer, i), width});
    };
    const auto levels = static_cast<std::size_t>(config.levels());
    for (std::size_t i = 0; i < levels; ++i)
        for (std::size_t j = 0; config.down_blocks[i] == modelio::UNetBlock::CrossAttention && j < static_cast<std::size_t>(config.layers_per_block[i]); ++j)
            add(fmt::format("down_blocks.{}.attentions.{}", i, j), config.down_depth(i, j), config.block_out_channels[i]);
    for (std::size_t i = 0; i < levels; ++i) {
        const std::size_t level = levels - 1 - i;
        for (std::size_t j = 0; config.up_blocks[i] == modelio::UNetBlock::CrossAttention && j <= static_cast<std::size_t>(config.layers_per_block[level]); ++j)
            add(fmt::format("up_blocks.{}.attentions.{}", i, j), config.up_depth(i, j), config.block_out_channels[level]);
    }
    if (config.middle == modelio::UNetMiddle::CrossAttention)
        add("mid_block.attentions.0", config.transformer_layers.back(), config.block_out_channels.back());
    return sites;
}

IpAdapter::IpAdapter(const nn::Scope &scope, const ProjectionConfig &config, const modelio::UNetConfig &unet)
    : projection_(scope / "image_proj", config) {
    int64_t number = 1; // self-attentions have the even numbers
    for (const AttentionSite &site : cross_attentions(unet)) {
        const auto at = scope / "ip_adapter" / number;
        attentions_.push_back({site.name, nn::Linear(at / "to_k_ip", config.context_width, site.width, nn::Bias::No),
                               nn::Linear(at / "to_v_ip", config.context_width, site.width, nn::Bias::No)});
        number += 2;
    }
}

std::map<std::string, IpAdapter::KeyValue> IpAdapter::keys_and_values(const at::Tensor &seen) const {
    const auto tokens = projection_(seen);
    std::map<std::string, KeyValue> all;
    for (const Attention &attention : attentions_)
        all[attention.name] = {attention.to_k(tokens), attention.to_v(tokens)};
    return all;
}

} // namespace sfumato::vision
