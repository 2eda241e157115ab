// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unet/unet.h"

namespace sfumato::unet {
namespace {

void show(const Tap &tap, const std::string &name, const at::Tensor &output) {
    if (tap)
        tap(name, output);
}

} // namespace

UNet::UNet(const nn::Scope &scope, const modelio::UNetConfig &config)
    : config_(config),
      time_embedding_(scope / "time_embedding", config.block_out_channels.front(), 4 * config.block_out_channels.front()),
      conv_in_(scope / "conv_in", config.in_channels, config.block_out_channels.front(), 3, 1, 1),
      conv_out_(scope / "conv_out", config.block_out_channels.front(), config.out_channels, 3, 1, 1),
      conv_norm_out_(scope / "conv_norm_out", config.norm_num_groups, config.block_out_channels.front(), config.norm_eps) {
    const auto &channels = config.block_out_channels;
    const int levels = config.levels();
    std::vector<int64_t> skips{channels.front()};
    for (int i = 0; i < levels; ++i) {
        std::vector<std::pair<int64_t, int64_t>> widths;
        for (int j = 0; j < config.layers_per_block[i]; ++j) {
            widths.emplace_back(skips.back(), channels[i]);
            skips.push_back(channels[i]);
        }
        down_.push_back(make_level(scope, "down_blocks", i, i, config.down_blocks[i] == modelio::UNetBlock::CrossAttention, widths));
        if (i + 1 < levels) {
            down_.back().downsample.emplace(scope / "down_blocks" / i / "downsamplers" / 0, channels[i], nn::Padding::Symmetric);
            skips.push_back(channels[i]);
        }
    }
    if (config.middle != modelio::UNetMiddle::None) {
        const int64_t width = channels.back(), time = 4 * channels.front();
        const auto mid = scope / "mid_block";
        for (int i = 0; i < 2; ++i) {
            Layer layer{"mid_block.resnets." + std::to_string(i), "mid_block.attentions.0",
                        nn::ResnetBlock(mid / "resnets" / i, width, width, time, config.norm_num_groups, config.norm_eps), {}};
            if (i == 0 && config.middle == modelio::UNetMiddle::CrossAttention)
                layer.attention.emplace(mid / "attentions" / 0, width, config.cross_attention_dim, config.heads.back(),
                                        config.transformer_layers.back(), config.norm_num_groups, config.use_linear_projection);
            middle_.push_back(std::move(layer));
        }
    }
    int64_t width = channels.back();
    for (int i = 0; i < levels; ++i) {
        const int level = levels - 1 - i;
        std::vector<std::pair<int64_t, int64_t>> widths;
        for (int j = 0; j < config.layers_per_block[level] + 1; ++j) {
            widths.emplace_back(width + skips.back(), channels[level]);
            width = channels[level];
            skips.pop_back();
        }
        up_.push_back(make_level(scope, "up_blocks", i, level, config.up_blocks[i] == modelio::UNetBlock::CrossAttention, widths));
        if (level > 0)
            up_.back().upsample.emplace(scope / "up_blocks" / i / "upsamplers" / 0, channels[level]);
    }
}

UNet::Level UNet::make_level(const nn::Scope &scope, const char *side, int index, int level, bool attends,
                             const std::vector<std::pair<int64_t, int64_t>> &widths) const {
    const auto block = scope / side / index;
    const std::string name = std::string(side) + "." + std::to_string(index);
    Level made{name, name + (side[0] == 'd' ? ".downsamplers.0" : ".upsamplers.0"), {}, {}, {}};
    for (size_t j = 0; j < widths.size(); ++j) {
        const auto number = static_cast<int64_t>(j);
        Layer layer{name + ".resnets." + std::to_string(j), name + ".attentions." + std::to_string(j),
                    nn::ResnetBlock(block / "resnets" / number, widths[j].first, widths[j].second,
                                    4 * config_.block_out_channels.front(), config_.norm_num_groups, config_.norm_eps),
                    {}};
        if (attends)
            layer.attention.emplace(block / "attentions" / number, widths[j].second, config_.cross_attention_dim,
                                    config_.heads[level], config_.transformer_layers[level], config_.norm_num_groups,
                                    config_.use_linear_projection);
        made.layers.push_back(std::move(layer));
    }
    return made;
}

at::Tensor UNet::time_embedding(const at::Tensor &t, at::ScalarType dtype, const Tap &tap) const {
    const auto sinusoids =
        nn::timestep_sinusoids(t, config_.block_out_channels.front(), config_.flip_sin_to_cos, config_.freq_shift);
    const auto embedding = time_embedding_(sinusoids.to(dtype));
    show(tap, "time_embedding", embedding);
    return at::silu(embedding); // every user of it applies SiLU first
}

at::Tensor UNet::run(const Layer &layer, const at::Tensor &x, const at::Tensor &time, const at::Tensor &context, const Tap &tap) {
    auto h = layer.resnet(x, time);
    show(tap, layer.resnet_name, h);
    if (layer.attention) {
        h = (*layer.attention)(h, context);
        show(tap, layer.attention_name, h);
    }
    return h;
}

at::Tensor UNet::forward(const at::Tensor &x, const at::Tensor &t, const at::Tensor &context, const Residuals &residuals,
                         const Tap &tap) const {
    const auto time = time_embedding(t, x.scalar_type(), tap);
    auto h = conv_in_(x);
    show(tap, "conv_in", h);
    std::vector<at::Tensor> skips{h};
    for (const auto &level : down_) {
        for (const auto &layer : level.layers)
            skips.push_back(h = run(layer, h, time, context, tap));
        if (level.downsample)
            skips.push_back(h = (*level.downsample)(h));
        show(tap, level.name, h);
    }
    for (size_t i = 0; i < residuals.skips.size(); ++i)
        skips[i] = skips[i] + residuals.skips[i];
    for (const auto &layer : middle_)
        h = run(layer, h, time, context, tap);
    if (residuals.middle.defined())
        h = h + residuals.middle;
    show(tap, "mid_block", h);
    for (const auto &level : up_) {
        for (const auto &layer : level.layers) {
            h = run(layer, at::cat({h, skips.back()}, 1), time, context, tap);
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
