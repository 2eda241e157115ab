// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace sfumato::modelio {

enum class UNetBlock { Plain, CrossAttention };              ///< {Down,Up}Block2D, CrossAttn{Down,Up}Block2D
enum class UNetMiddle { CrossAttention, OneResNet, None };    ///< UNetMidBlock2DCrossAttn, UNetMidBlock2D, null
enum class TextActivation { QuickGelu, Gelu };

/// A U-Net as diffusers' UNet2DConditionModel describes it; defaults are those of that class's SD use.
/// Lists run from the finest level (index 0) to the coarsest, also for the up blocks' widths;
/// `up_blocks` alone runs in the order of execution: coarsest first.
/// Not representable and refused on reading: anything that changes the arithmetic beyond these fields.
struct UNetConfig {
    int in_channels = 4;
    int out_channels = 4;
    std::vector<int> block_out_channels = {320, 640, 1280, 1280};
    std::vector<UNetBlock> down_blocks = {UNetBlock::CrossAttention, UNetBlock::CrossAttention,
                                          UNetBlock::CrossAttention, UNetBlock::Plain};
    std::vector<UNetBlock> up_blocks = {UNetBlock::Plain, UNetBlock::CrossAttention, UNetBlock::CrossAttention,
                                        UNetBlock::CrossAttention};
    UNetMiddle middle = UNetMiddle::CrossAttention;
    std::vector<int> layers_per_block = {2, 2, 2, 2}; ///< one per level
    /// Number of heads per level: what the files call attention_head_dim.
    std::vector<int> heads = {8, 8, 8, 8};
    std::vector<int> transformer_layers = {1, 1, 1, 1}; ///< per level; the middle uses the last
    /// Of distilled networks, whose layers differ: per block in the order of execution and per layer; empty = as above.
    std::vector<std::vector<int>> down_depths, up_depths;
    int cross_attention_dim = 768;
    int norm_num_groups = 32;
    double norm_eps = 1e-5;
    bool use_linear_projection = false;
    bool upcast_attention = false;
    bool flip_sin_to_cos = true; ///< cosines first
    int freq_shift = 0;          ///< 0 or 1
    /// SDXL's additional embedding ("text_time") of a pooled text vector and six sizes; 0 = none.
    int addition_width = 0;      ///< projection_class_embeddings_input_dim: pooled width + sizes * addition_time_width
    int addition_time_width = 0; ///< addition_time_embed_dim: sinusoids of each size
    int guidance_width = 0;      ///< time_cond_proj_dim: sinusoids of the guidance scale that LCMs are told; 0 = none
    int sample_size = 64;        ///< latent cells a side the model was trained at; 0 = unknown

    int levels() const { return static_cast<int>(block_out_channels.size()); }
    /// Transformers in a layer of a block on the way down (block = level) and up (blocks in the order of execution).
    int down_depth(std::size_t block, std::size_t layer) const {
        return down_depths.empty() ? transformer_layers[block] : down_depths[block][layer];
    }
    int up_depth(std::size_t block, std::size_t layer) const {
        return up_depths.empty() ? transformer_layers[transformer_layers.size() - 1 - block] : up_depths[block][layer];
    }
    bool operator==(const UNetConfig &) const = default;
};

/// A KL autoencoder as diffusers' AutoencoderKL describes it. Enlargement factor: 2^(levels-1).
struct VaeConfig {
    int in_channels = 3;
    int out_channels = 3;
    int latent_channels = 4;
    std::vector<int> block_out_channels = {128, 256, 512, 512}; ///< finest first
    int layers_per_block = 2;                                   ///< of the encoder; the decoder has one more
    int norm_num_groups = 32;
    double scaling_factor = 0.18215; ///< latent the U-Net sees = (z - shift_factor) * scaling_factor
    double shift_factor = 0.0;
    bool use_quant_conv = true;
    bool use_post_quant_conv = true;
    bool mid_block_add_attention = true;
    bool force_upcast = true; ///< fp16 overflows: run in fp32
    int sample_size = 512;    ///< pixels a side it was trained at; 0 = unknown

    int levels() const { return static_cast<int>(block_out_channels.size()); }
    int factor() const { return 1 << (levels() - 1); } ///< pixels per latent cell
    bool operator==(const VaeConfig &) const = default;
};

/// A CLIP text encoder as transformers' CLIPTextModel describes it. Defaults are CLIP-L/14.
struct TextConfig {
    int vocab_size = 49408;
    int hidden_size = 768;
    int intermediate_size = 3072;
    int num_hidden_layers = 12;
    int num_attention_heads = 12;
    int max_position_embeddings = 77;
    int projection_dim = 768;
    bool projects = false; ///< CLIPTextModelWithProjection: gives a pooled vector
    TextActivation activation = TextActivation::QuickGelu;
    double layer_norm_eps = 1e-5;
    /// As written in the config; old files say 0, 2 and 1 here, so that the tokenizer's own ids decide.
    int bos_token_id = 49406, eos_token_id = 49407, pad_token_id = 1;

    bool operator==(const TextConfig &) const = default;
};

/// Each reads one parsed config.json; `file` is named in errors. Unknown keys that change nothing are ignored.
/// Errors: CorruptFile (wrong type, number out of range, lists of different lengths, channels that the groups
/// or heads do not divide), UnsupportedFormat (another class, or a key that asks for arithmetic we do not have).
Result<UNetConfig> read_unet_config(const nlohmann::json &json, const std::filesystem::path &file);
Result<VaeConfig> read_vae_config(const nlohmann::json &json, const std::filesystem::path &file);
Result<TextConfig> read_text_config(const nlohmann::json &json, const std::filesystem::path &file);

/// The JSON that diffusers and transformers read back as the same model.
nlohmann::json to_json(const UNetConfig &config);
nlohmann::json to_json(const VaeConfig &config);
nlohmann::json to_json(const TextConfig &config);

} // namespace sfumato::modelio
