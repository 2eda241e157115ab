// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unet/unet_encoder.h"

namespace sfumato::unet {

at::Tensor Layer::operator()(const at::Tensor &x, const at::Tensor &time, const nn::Context &context, const Tap &tap) const {
    auto h = resnet(x, time);
    show(tap, resnet_name, h);
    if (attention) {
        h = (*attention)(h, context);
        show(tap, attention_name, h);
    }
    return h;
}

Level make_level(const nn::Scope &scope, const modelio::UNetConfig &config, Side side, int index, int level,
                 const std::vector<std::pair<int64_t, int64_t>> &widths) {
    const std::string half = side == Side::Down ? "down_blocks" : "up_blocks";
    const auto block = scope / half / index;
    const auto at = static_cast<size_t>(index), depth = static_cast<size_t>(level);
    const bool attends = (side == Side::Down ? config.down_blocks : config.up_blocks)[at] == modelio::UNetBlock::CrossAttention;
    Level made{half + "." + std::to_string(index), {}, {}, {}};
    for (size_t j = 0; j < widths.size(); ++j) {
        const auto number = static_cast<int64_t>(j);
        Layer layer{made.name + ".resnets." + std::to_string(j), made.name + ".attentions." + std::to_string(j),
                    nn::ResnetBlock(block / "resnets" / number, widths[j].first, widths[j].second,
                                    4 * config.block_out_channels.front(), config.norm_num_groups, config.norm_eps),
                    {}};
        if (attends)
            layer.attention.emplace(block / "attentions" / number, widths[j].second, config.cross_attention_dim, config.heads[depth],
                                    side == Side::Down ? config.down_depth(at, j) : config.up_depth(at, j), config.norm_num_groups, config.use_linear_projection);
        made.layers.push_back(std::move(layer));
    }
    return made;
}

UNetEncoder::UNetEncoder(const nn::Scope &scope, const modelio::UNetConfig &config)
    : config_(config),
      time_embedding_(scope / "time_embedding", config.block_out_channels.front(), 4 * config.block_out_channels.front(), config.guidance_width),
      conv_in_(scope / "conv_in", config.in_channels, config.block_out_channels.front(), 3, 1, 1),
      skip_widths_{config.block_out_channels.front()} {
    const auto &channels = config.block_out_channels;
    const int64_t time = 4 * channels.front();
    if (config.addition_width > 0)
        add_embedding_.emplace(scope / "add_embedding", config.addition_width, time);
    for (int i = 0; i < config.levels(); ++i) {
        const int64_t width = channels[static_cast<size_t>(i)];
        std::vector<std::pair<int64_t, int64_t>> widths;
        for (int j = 0; j < config.layers_per_block[static_cast<size_t>(i)]; ++j) {
            widths.emplace_back(skip_widths_.back(), width);
            skip_widths_.push_back(width);
        }
        down_.push_back(make_level(scope, config, Side::Down, i, i, widths));
        if (i + 1 < config.levels()) {
            down_.back().downsample.emplace(scope / "down_blocks" / i / "downsamplers" / 0, width, nn::Padding::Symmetric);
            skip_widths_.push_back(width);
        }
    }
    if (config.middle == modelio::UNetMiddle::None)
        return;
    const int64_t width = channels.back();
    const auto mid = scope / "mid_block";
    const bool attends = config.middle == modelio::UNetMiddle::CrossAttention;
    for (int i = 0; i < (attends ? 2 : 1); ++i) {
        Layer layer{"mid_block.resnets." + std::to_string(i), "mid_block.attentions.0",
                    nn::ResnetBlock(mid / "resnets" / i, width, width, time, config.norm_num_groups, config.norm_eps), {}};
        if (i == 0 && attends)
            layer.attention.emplace(mid / "attentions" / 0, width, config.cross_attention_dim, config.heads.back(),
                                    config.transformer_layers.back(), config.norm_num_groups, config.use_linear_projection);
        middle_.push_back(std::move(layer));
    }
}

at::Tensor UNetEncoder::embedding(const at::Tensor &t, const at::Tensor &added, at::ScalarType dtype, const Tap &tap,
                                  const at::Tensor &guidance, const at::Tensor &further) const {
    const auto sinusoids = nn::timestep_sinusoids(t, config_.block_out_channels.front(), config_.flip_sin_to_cos, config_.freq_shift);
    at::Tensor condition;
    if (config_.guidance_width > 0) // Source: Luo et al. 2023, LCM; diffusers get_guidance_scale_embedding
        condition = nn::timestep_sinusoids(guidance * 1000.0, config_.guidance_width, /*flip_sin_to_cos=*/false, 1).to(dtype);
    auto embedded = time_embedding_(sinusoids.to(dtype), condition);
    if (further.defined())
        embedded = embedded + further;
    if (add_embedding_)
        embedded = embedded + (*add_embedding_)(added.to(dtype));
    show(tap, "time_embedding", embedded);
    return at::silu(embedded);
}

std::vector<at::Tensor> UNetEncoder::down(const at::Tensor &x, const at::Tensor &hint, const at::Tensor &time, const nn::Context &context,
                                          const std::vector<at::Tensor> &maps, const Tap &tap) const {
    auto h = conv_in_(x);
    if (hint.defined())
        h = h + hint;
    show(tap, "conv_in", h);
    std::vector<at::Tensor> skips{h};
    for (size_t i = 0; i < down_.size(); ++i) {
        const auto &level = down_[i];
        // As in diffusers: after the last layer, but behind the downsampling of a level without transformers.
        const bool behind = level.downsample && !level.layers.back().attention;
        for (const auto &layer : level.layers) {
            h = layer(h, time, context, tap);
            if (i < maps.size() && !behind && &layer == &level.layers.back())
                h = h + maps[i];
            skips.push_back(h);
        }
        if (level.downsample) {
            h = (*level.downsample)(h);
            if (i < maps.size() && behind)
                h = h + maps[i];
            skips.push_back(h);
        }
        show(tap, level.name, h);
    }
    return skips;
}

at::Tensor UNetEncoder::middle(at::Tensor h, const at::Tensor &time, const nn::Context &context, const Tap &tap) const {
    for (const auto &layer : middle_)
        h = layer(h, time, context, tap);
    return h;
}

} // namespace sfumato::unet
