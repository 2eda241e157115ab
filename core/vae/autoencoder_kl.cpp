// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/autoencoder_kl.h"

namespace sfumato::vae {
namespace {

constexpr double eps = 1e-6; // the U-Net's residual blocks use 1e-5

} // namespace

AutoencoderKl::AutoencoderKl(const nn::Scope &scope, const modelio::VaeConfig &config)
    : config_(config), encoder_(make_encoder(scope / "encoder")), decoder_(make_decoder(scope / "decoder")) {
    const int64_t z = config.latent_channels;
    if (config.use_quant_conv)
        quant_conv_.emplace(scope / "quant_conv", 2 * z, 2 * z, 1);
    if (config.use_post_quant_conv)
        post_quant_conv_.emplace(scope / "post_quant_conv", z, z, 1);
}

AutoencoderKl::CellAttention::CellAttention(const nn::Scope &scope, int64_t channels, int64_t groups)
    : group_norm(scope / "group_norm", groups, channels, eps), to_q(scope / "to_q", channels, channels),
      to_k(scope / "to_k", channels, channels), to_v(scope / "to_v", channels, channels),
      to_out(scope / "to_out" / 0, channels, channels) {}

at::Tensor AutoencoderKl::CellAttention::operator()(const at::Tensor &x) const {
    const auto cells = group_norm(x).flatten(2).transpose(1, 2);
    const auto mixed = to_out(nn::multi_head_attention(to_q(cells), to_k(cells), to_v(cells), 1));
    return x + mixed.transpose(1, 2).unflatten(2, {x.size(2), x.size(3)});
}

AutoencoderKl::Middle AutoencoderKl::make_middle(const nn::Scope &scope) const {
    const int64_t width = config_.block_out_channels.back(), groups = config_.norm_num_groups;
    Middle middle{nn::ResnetBlock(scope / "resnets" / 0, width, width, 0, groups, eps),
                  nn::ResnetBlock(scope / "resnets" / 1, width, width, 0, groups, eps),
                  {}};
    if (config_.mid_block_add_attention)
        middle.attention.emplace(scope / "attentions" / 0, width, groups);
    return middle;
}

AutoencoderKl::Half AutoencoderKl::make_encoder(const nn::Scope &scope) const {
    const auto &channels = config_.block_out_channels;
    const int64_t groups = config_.norm_num_groups;
    Half half;
    half.conv_in = nn::Conv2d(scope / "conv_in", config_.in_channels, channels.front(), 3, 1, 1);
    int64_t width = channels.front();
    for (int i = 0; i < config_.levels(); ++i) {
        Level level;
        const auto block = scope / "down_blocks" / i;
        for (int j = 0; j < config_.layers_per_block; ++j) {
            level.resnets.emplace_back(block / "resnets" / j, width, channels[i], 0, groups, eps);
            width = channels[i];
        }
        if (i + 1 < config_.levels())
            level.downsample.emplace(block / "downsamplers" / 0, width, nn::Padding::RightBottom);
        half.levels.push_back(std::move(level));
    }
    half.middle = make_middle(scope / "mid_block");
    half.conv_norm_out = nn::GroupNorm(scope / "conv_norm_out", groups, width, eps);
    half.conv_out = nn::Conv2d(scope / "conv_out", width, 2 * config_.latent_channels, 3, 1, 1);
    return half;
}

AutoencoderKl::Half AutoencoderKl::make_decoder(const nn::Scope &scope) const {
    const auto &channels = config_.block_out_channels;
    const int64_t groups = config_.norm_num_groups;
    Half half;
    int64_t width = channels.back();
    half.conv_in = nn::Conv2d(scope / "conv_in", config_.latent_channels, width, 3, 1, 1);
    half.middle = make_middle(scope / "mid_block");
    for (int i = 0; i < config_.levels(); ++i) {
        Level level;
        const auto block = scope / "up_blocks" / i;
        const int64_t out = channels[config_.levels() - 1 - i];
        for (int j = 0; j < config_.layers_per_block + 1; ++j) {
            level.resnets.emplace_back(block / "resnets" / j, width, out, 0, groups, eps);
            width = out;
        }
        if (i + 1 < config_.levels())
            level.upsample.emplace(block / "upsamplers" / 0, width);
        half.levels.push_back(std::move(level));
    }
    half.conv_norm_out = nn::GroupNorm(scope / "conv_norm_out", groups, width, eps);
    half.conv_out = nn::Conv2d(scope / "conv_out", width, config_.out_channels, 3, 1, 1);
    return half;
}

at::Tensor AutoencoderKl::through(const Middle &middle, const at::Tensor &x) {
    auto h = middle.first(x, {});
    if (middle.attention)
        h = (*middle.attention)(h);
    return middle.second(h, {});
}

Posterior AutoencoderKl::encode(const at::Tensor &picture) const {
    auto h = encoder_.conv_in(picture);
    for (const auto &level : encoder_.levels) {
        for (const auto &resnet : level.resnets)
            h = resnet(h, {});
        if (level.downsample)
            h = (*level.downsample)(h);
    }
    h = encoder_.conv_out(encoder_.conv_norm_out.with_silu(through(encoder_.middle, h)));
    if (quant_conv_)
        h = (*quant_conv_)(h);
    const auto parts = h.chunk(2, 1);
    return {parts[0], parts[1].clamp(-30.0, 20.0)};
}

at::Tensor AutoencoderKl::decode(const at::Tensor &latent) const {
    auto h = decoder_.conv_in(post_quant_conv_ ? (*post_quant_conv_)(latent) : latent);
    h = through(decoder_.middle, h);
    for (const auto &level : decoder_.levels) {
        for (const auto &resnet : level.resnets)
            h = resnet(h, {});
        if (level.upsample)
            h = (*level.upsample)(h);
    }
    return decoder_.conv_out(decoder_.conv_norm_out.with_silu(h));
}

} // namespace sfumato::vae
