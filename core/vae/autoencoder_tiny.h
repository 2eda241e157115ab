// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/nn/layers.h"
#include "core/vae/autoencoder.h"

namespace sfumato::vae {

/// A tiny autoencoder's shape, finest level first for the encoder, coarsest first for the decoder. Without encoder
/// blocks there is no encoder.
struct TinyConfig {
    int latent_channels = 4;
    std::vector<int> encoder_channels = {64, 64, 64, 64}, decoder_channels = {64, 64, 64, 64};
    std::vector<int> encoder_blocks = {1, 3, 3, 3}, decoder_blocks = {3, 3, 3, 1};
    double scaling_factor = 1.0; ///< latents are the U-Net's own
};

/// TAESD: a small convolutional autoencoder on the U-Net's latents. Its posterior has no variance.
/// Source: github.com/madebyollin/taesd; keys are those of diffusers AutoencoderTiny (encoder.layers.N, decoder.layers.N).
class AutoencoderTiny final : public Autoencoder {
public:
    AutoencoderTiny(const nn::Scope &scope, const TinyConfig &config);

    /// Throws Failure{UnsupportedFormat} without an encoder.
    Posterior encode(const at::Tensor &picture) const override;
    at::Tensor decode(const at::Tensor &latent) const override;
    const modelio::VaeConfig &config() const override { return config_; }

private:
    /// Three convolutions with ReLU between and a shortcut around.
    struct Block {
        Block(const nn::Scope &scope, int64_t in, int64_t out);
        at::Tensor operator()(const at::Tensor &x) const;

        nn::Conv2d first, second, third;
        std::optional<nn::Conv2d> skip;
    };
    /// The convolution that begins a level, and its blocks.
    struct Level {
        nn::Conv2d entry;
        std::vector<Block> blocks;
    };
    std::vector<Level> make_encoder(const nn::Scope &layers, const TinyConfig &config);
    std::vector<Level> make_decoder(const nn::Scope &layers, const TinyConfig &config);

    modelio::VaeConfig config_;
    std::vector<Level> encoder_, decoder_;
    nn::Conv2d encoder_out_, decoder_in_, decoder_out_;
};

} // namespace sfumato::vae
