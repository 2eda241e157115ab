// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/autoencoder_tiny.h"

#include "core/base/error.h"

namespace sfumato::vae {
namespace {

nn::Conv2d conv3(const nn::Scope &scope, int64_t in, int64_t out, int64_t stride = 1, nn::Bias bias = nn::Bias::Yes) {
    return nn::Conv2d(scope, in, out, 3, stride, 1, bias);
}

} // namespace

AutoencoderTiny::Block::Block(const nn::Scope &scope, int64_t in, int64_t out)
    : first(conv3(scope / "conv" / 0, in, out)), second(conv3(scope / "conv" / 2, out, out)), third(conv3(scope / "conv" / 4, out, out)) {
    if (in != out)
        skip.emplace(scope / "skip", in, out, 1, 1, 0, nn::Bias::No);
}

at::Tensor AutoencoderTiny::Block::operator()(const at::Tensor &x) const {
    const auto h = third(at::relu(second(at::relu(first(x)))));
    return at::relu(h + (skip ? (*skip)(x) : x));
}

AutoencoderTiny::AutoencoderTiny(const nn::Scope &scope, const TinyConfig &config) {
    config_.latent_channels = config.latent_channels;
    config_.block_out_channels.assign(config.decoder_channels.rbegin(), config.decoder_channels.rend());
    config_.layers_per_block = 3;
    config_.norm_num_groups = 1;
    config_.scaling_factor = config.scaling_factor;
    config_.force_upcast = false;
    if (!config.encoder_blocks.empty())
        encoder_ = make_encoder(scope / "encoder" / "layers", config);
    decoder_ = make_decoder(scope / "decoder" / "layers", config);
}

std::vector<AutoencoderTiny::Level> AutoencoderTiny::make_encoder(const nn::Scope &layers, const TinyConfig &config) {
    std::vector<Level> levels;
    int64_t at = 0, width = 3;
    for (size_t i = 0; i < config.encoder_blocks.size(); ++i) {
        const int64_t out = config.encoder_channels[i];
        levels.push_back({i == 0 ? conv3(layers / at, width, out) : conv3(layers / at, width, out, 2, nn::Bias::No), {}});
        ++at;
        width = out;
        for (int j = 0; j < config.encoder_blocks[i]; ++j)
            levels.back().blocks.emplace_back(layers / at++, width, width);
    }
    encoder_out_ = conv3(layers / at, width, config.latent_channels);
    return levels;
}

std::vector<AutoencoderTiny::Level> AutoencoderTiny::make_decoder(const nn::Scope &layers, const TinyConfig &config) {
    // Numbered as the original's sequence without its first clamp: 0 the entry, 1 its ReLU, then blocks, an enlargement
    // (no weights) and a convolution a level.
    std::vector<Level> levels;
    int64_t at = 2;
    const auto &channels = config.decoder_channels;
    decoder_in_ = conv3(layers / 0, config.latent_channels, channels.front());
    for (size_t i = 0; i < config.decoder_blocks.size(); ++i) {
        Level level;
        for (int j = 0; j < config.decoder_blocks[i]; ++j)
            level.blocks.emplace_back(layers / at++, channels[i], channels[i]);
        const bool last = i + 1 == config.decoder_blocks.size();
        if (!last) {
            ++at;
            level.entry = conv3(layers / at++, channels[i], channels[i + 1], 1, nn::Bias::No);
        }
        levels.push_back(std::move(level));
    }
    decoder_out_ = conv3(layers / at, channels.back(), 3);
    return levels;
}

Posterior AutoencoderTiny::encode(const at::Tensor &picture) const {
    if (encoder_.empty())
        throw Failure({ErrorCode::UnsupportedFormat, "--vae", "is a decoder alone and cannot read a picture", "give one with an encoder"});
    auto h = (picture + 1.0) * 0.5; // it was trained on 0..1
    for (const auto &level : encoder_) {
        h = level.entry(h);
        for (const auto &block : level.blocks)
            h = block(h);
    }
    const auto mean = encoder_out_(h);
    return {mean, at::full_like(mean, -30.0)};
}

at::Tensor AutoencoderTiny::decode(const at::Tensor &latent) const {
    auto h = at::relu(decoder_in_(at::tanh(latent / 3.0) * 3.0));
    for (size_t i = 0; i < decoder_.size(); ++i) {
        for (const auto &block : decoder_[i].blocks)
            h = block(h);
        if (i + 1 < decoder_.size())
            h = decoder_[i].entry(at::upsample_nearest2d(h, {2 * h.size(2), 2 * h.size(3)}));
    }
    return decoder_out_(h) * 2.0 - 1.0;
}

} // namespace sfumato::vae
