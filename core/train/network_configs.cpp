// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/network_configs.h"

namespace sfumato::train {

modelio::VaeConfig vae_config(const TrainingRequest &request) {
    modelio::VaeConfig config;
    config.block_out_channels = request.vae_channels;
    config.layers_per_block = 1;
    config.latent_channels = request.latent_channels;
    config.norm_num_groups = 4;
    config.mid_block_add_attention = false;
    config.force_upcast = false;
    config.sample_size = 256;
    return config;
}

modelio::UNetConfig unet_config(const TrainingRequest &request, int latent_channels, int cells) {
    using modelio::UNetBlock;
    const std::size_t levels = request.unet_channels.size();
    modelio::UNetConfig config;
    config.in_channels = config.out_channels = latent_channels;
    config.block_out_channels = request.unet_channels;
    config.down_blocks.assign(levels, UNetBlock::CrossAttention);
    config.up_blocks.assign(levels, UNetBlock::CrossAttention);
    config.down_blocks.front() = config.up_blocks.back() = UNetBlock::Plain;
    config.layers_per_block.assign(levels, request.unet_layers);
    config.heads.assign(levels, request.unet_heads);
    config.transformer_layers.assign(levels, 1);
    config.cross_attention_dim = request.text_width;
    config.norm_num_groups = 16;
    config.use_linear_projection = true;
    config.sample_size = cells;
    return config;
}

modelio::TextConfig text_config(const TrainingRequest &request, int vocab_size, int bos, int eos, int max_length) {
    modelio::TextConfig config;
    config.vocab_size = vocab_size;
    config.hidden_size = config.projection_dim = request.text_width;
    config.intermediate_size = 4 * request.text_width;
    config.num_hidden_layers = request.text_layers;
    config.num_attention_heads = 4;
    config.max_position_embeddings = max_length;
    config.activation = modelio::TextActivation::Gelu;
    config.bos_token_id = bos;
    config.eos_token_id = config.pad_token_id = eos;
    return config;
}

sampling::PredictionType prediction_type(const TrainingRequest &request) {
    using enum sampling::PredictionType;
    return request.prediction == "epsilon" ? Epsilon : request.prediction == "sample" ? Sample : Velocity;
}

sampling::TrainingNoise training_noise(sampling::PredictionType prediction) {
    sampling::TrainingNoise noise;
    noise.zero_terminal_snr = prediction != sampling::PredictionType::Epsilon; // which says nothing about a picture in pure noise
    return noise;
}

} // namespace sfumato::train
