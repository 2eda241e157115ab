// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/model_config.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/printable.h"
#include "core/modelio/config_reader.h"

namespace sfumato::modelio {
namespace {

constexpr int max_channels = 16384;
constexpr std::size_t max_levels = 8;
constexpr int max_layers = 64;

/// The class a config says it is for; absent passes.
void require_class(ConfigReader &reader, std::string_view name) {
    reader.only("_class_name", {nlohmann::json(name)});
}

/// Channels of each level, which the groups of the normalisations must divide.
std::vector<int> channels_of_levels(ConfigReader &reader, std::vector<int> standard, int groups) {
    std::vector<int> channels = reader.integers("block_out_channels", std::move(standard), 1, max_channels, max_levels);
    for (const int c : channels)
        if (c % groups != 0)
            reader.complain("block_out_channels",
                            fmt::format("{} channels cannot be normalised in {} groups (norm_num_groups)", c, groups));
    return channels;
}

/// One of `names` per level, as its index.
std::vector<std::size_t> blocks(ConfigReader &reader, std::string_view key, std::vector<std::string> standard,
                                std::size_t count, const std::vector<std::string> &names) {
    const std::vector<std::string> found = reader.texts(key, std::move(standard), max_levels);
    std::vector<std::size_t> indices;
    for (const std::string &name : found) {
        const auto at = std::find(names.begin(), names.end(), name);
        if (at == names.end())
            reader.complain(key, fmt::format("{} is not supported", in_quotes(name)), ErrorCode::UnsupportedFormat);
        else
            indices.push_back(static_cast<std::size_t>(at - names.begin()));
    }
    if (reader.good() && indices.size() != count)
        reader.complain(key, fmt::format("has {} entries for {} levels (block_out_channels)", indices.size(), count));
    return indices;
}

std::vector<UNetBlock> unet_blocks(ConfigReader &reader, std::string_view key, std::vector<std::string> standard,
                                   std::size_t count, const std::vector<std::string> &names) {
    std::vector<UNetBlock> kinds;
    for (const std::size_t i : blocks(reader, key, std::move(standard), count, names))
        kinds.push_back(i == 0 ? UNetBlock::Plain : UNetBlock::CrossAttention);
    return kinds;
}

const std::vector<std::string> down_names = {"DownBlock2D", "CrossAttnDownBlock2D"};
const std::vector<std::string> up_names = {"UpBlock2D", "CrossAttnUpBlock2D"};

UNetMiddle middle_of(const nlohmann::json &json, ConfigReader &reader) {
    // Here null is no absence: it asks for a network without a middle block.
    if (const auto found = json.find("mid_block_type"); found != json.end() && found->is_null())
        return UNetMiddle::None;
    const std::string name = reader.text("mid_block_type", "UNetMidBlock2DCrossAttn");
    if (name == "UNetMidBlock2D")
        return UNetMiddle::OneResNet;
    if (name != "UNetMidBlock2DCrossAttn")
        reader.complain("mid_block_type", fmt::format("{} is not supported", in_quotes(name)),
                        ErrorCode::UnsupportedFormat);
    return UNetMiddle::CrossAttention;
}

/// Every option of UNet2DConditionModel that would change the arithmetic beyond what UNetConfig can say.
/// Source: diffusers, models/unets/unet_2d_condition.py, the constructor's parameters and defaults.
void refuse_other_unets(const nlohmann::json &json, ConfigReader &reader) {
    if (!reader.good())
        return;
    require_class(reader, "UNet2DConditionModel");
    for (const std::string_view key :
         {"class_embed_type", "encoder_hid_dim", "encoder_hid_dim_type", "num_class_embeds",
          "num_attention_heads", "time_embedding_dim", "time_embedding_act_fn", "timestep_post_act",
          "cross_attention_norm"})
        reader.absent(key);
    for (const std::string_view key : {"center_input_sample", "dual_cross_attention", "resnet_skip_time_act",
                                       "class_embeddings_concat", "mid_block_only_cross_attention"})
        reader.only(key, {false});
    // One truth value for all levels, or a list of them.
    if (const auto found = json.find("only_cross_attention"); found != json.end() && found->is_array()) {
        if (std::any_of(found->begin(), found->end(), [](const nlohmann::json &item) { return item != false; }))
            reader.complain("only_cross_attention", "is not supported", ErrorCode::UnsupportedFormat);
    } else {
        reader.only("only_cross_attention", {false});
    }
    reader.only("addition_embed_type", {"text_time"});
    reader.only("act_fn", {"silu", "swish"});
    reader.only("time_embedding_type", {"positional"});
    reader.only("resnet_time_scale_shift", {"default"});
    reader.only("attention_type", {"default"});
    reader.only("conv_in_kernel", {3});
    reader.only("conv_out_kernel", {3});
    reader.only("downsample_padding", {1});
    reader.only("mid_block_scale_factor", {1});
    reader.only("resnet_out_scale_factor", {1});
}

/// Transformers of every layer: one number for all of a block's layers, or a list of as many. layers: in each block.
std::vector<std::vector<int>> depths_of(const nlohmann::json &list, ConfigReader &reader, std::string_view key, const std::vector<int> &layers) {
    std::vector<std::vector<int>> depths;
    const auto fits = [](const nlohmann::json &item) {
        return item.is_number_integer() && item.get<std::int64_t>() >= 1 && item.get<std::int64_t>() <= max_layers;
    };
    if (!list.is_array() || list.size() != layers.size()) {
        reader.complain(key, fmt::format("must be a list of {} entries, one for each block", layers.size()));
        return {};
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto count = static_cast<std::size_t>(layers[i]);
        const nlohmann::json &item = list[i];
        const bool each = item.is_array() && item.size() == count && std::all_of(item.begin(), item.end(), fits);
        if (!each && !fits(item)) {
            reader.complain(key, fmt::format("must hold a number from 1 to {} or a list of {} of them for block {}", max_layers, count, i));
            return {};
        }
        depths.push_back(each ? item.get<std::vector<int>>() : std::vector<int>(count, item.get<int>()));
    }
    return depths;
}

/// Depths by level, or by layer where a distilled network's layers differ.
void read_depths(const nlohmann::json &json, ConfigReader &reader, UNetConfig &config) {
    constexpr std::string_view down = "transformer_layers_per_block", up = "reverse_transformer_layers_per_block";
    const std::size_t levels = config.block_out_channels.size();
    const auto found = json.find(down);
    const bool by_layer = found != json.end() && found->is_array() &&
                          std::any_of(found->begin(), found->end(), [](const nlohmann::json &item) { return item.is_array(); });
    if (!by_layer && !reader.has(up)) {
        config.transformer_layers = reader.per_level(down, 1, 1, max_layers, levels);
        return;
    }
    if (!reader.good())
        return;
    std::vector<int> up_layers(config.layers_per_block.rbegin(), config.layers_per_block.rend());
    for (int &count : up_layers)
        ++count;
    if (!reader.has(up) || found == json.end())
        return reader.complain(reader.has(up) ? down : up, "is missing: the layers of this network differ");
    config.down_depths = depths_of(*found, reader, down, config.layers_per_block);
    config.up_depths = depths_of(json.at(std::string(up)), reader, up, up_layers);
    if (!reader.good())
        return;
    config.transformer_layers.clear();
    for (const std::vector<int> &block : config.down_depths)
        config.transformer_layers.push_back(block.back());
}

/// sample_size may be one number or [height, width].
int sample_size_of(const nlohmann::json &json, ConfigReader &reader) {
    const auto found = json.find("sample_size");
    if (found != json.end() && found->is_array())
        return reader.per_level("sample_size", 0, 1, max_channels, 2).front();
    return reader.integer("sample_size", 0, 0, max_channels);
}

void check_heads(const UNetConfig &config, ConfigReader &reader) {
    const std::size_t levels = config.block_out_channels.size();
    for (std::size_t i = 0; i < levels && reader.good(); ++i) {
        const bool attends = config.down_blocks[i] == UNetBlock::CrossAttention ||
                             config.up_blocks[levels - 1 - i] == UNetBlock::CrossAttention ||
                             (i + 1 == levels && config.middle == UNetMiddle::CrossAttention);
        if (attends && config.block_out_channels[i] % config.heads[i] != 0)
            reader.complain("attention_head_dim", fmt::format("{} heads do not divide the {} channels of level {}",
                                                              config.heads[i], config.block_out_channels[i], i));
    }
}

} // namespace

Result<UNetConfig> read_unet_config(const nlohmann::json &json, const std::filesystem::path &file) {
    ConfigReader reader(json, file);
    refuse_other_unets(json, reader);
    UNetConfig config;
    config.in_channels = reader.integer("in_channels", 4, 1, 256);
    config.out_channels = reader.integer("out_channels", 4, 1, 256);
    config.norm_num_groups = reader.integer("norm_num_groups", 32, 1, max_channels);
    config.norm_eps = reader.number("norm_eps", 1e-5, 1e-12, 1.0);
    config.block_out_channels = channels_of_levels(reader, config.block_out_channels, config.norm_num_groups);
    const std::size_t levels = config.block_out_channels.size();
    config.down_blocks = unet_blocks(
        reader, "down_block_types",
        {"CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"}, levels, down_names);
    config.up_blocks =
        unet_blocks(reader, "up_block_types",
                    {"UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"}, levels, up_names);
    if (reader.good())
        config.middle = middle_of(json, reader);
    config.layers_per_block = reader.per_level("layers_per_block", 2, 1, max_layers, levels);
    config.heads = reader.per_level("attention_head_dim", 8, 1, max_channels, levels);
    read_depths(json, reader, config);
    // 1280 is the class's default, which no Stable Diffusion relies on.
    config.cross_attention_dim = reader.integer("cross_attention_dim", 1280, 1, max_channels);
    config.use_linear_projection = reader.flag("use_linear_projection", false);
    if (reader.has("addition_embed_type")) {
        config.addition_time_width = reader.integer("addition_time_embed_dim", 256, 2, max_channels);
        config.addition_width = reader.integer("projection_class_embeddings_input_dim", 2816, 1, 2 * max_channels);
    }
    config.guidance_width = reader.integer("time_cond_proj_dim", 0, 0, max_channels);
    config.upcast_attention = reader.flag("upcast_attention", false);
    config.flip_sin_to_cos = reader.flag("flip_sin_to_cos", true);
    config.freq_shift = reader.integer("freq_shift", 0, 0, 1);
    if (reader.good())
        config.sample_size = sample_size_of(json, reader);
    if (reader.good() && config.block_out_channels.front() % 2 != 0)
        reader.complain("block_out_channels", "the first must be even: half of it are sines, half cosines");
    check_heads(config, reader);
    if (reader.error())
        return tl::unexpected<Error>(*reader.error());
    return config;
}

Result<VaeConfig> read_vae_config(const nlohmann::json &json, const std::filesystem::path &file) {
    ConfigReader reader(json, file);
    require_class(reader, "AutoencoderKL");
    reader.only("act_fn", {"silu", "swish"});
    reader.only("in_channels", {3});
    reader.only("out_channels", {3});
    reader.absent("latents_mean");
    reader.absent("latents_std");
    VaeConfig config;
    config.latent_channels = reader.integer("latent_channels", 4, 1, 128);
    config.norm_num_groups = reader.integer("norm_num_groups", 32, 1, max_channels);
    // The class's own defaults from here on describe a toy; files written by it always spell them out.
    config.block_out_channels = channels_of_levels(reader, {64}, config.norm_num_groups);
    const std::size_t levels = config.block_out_channels.size();
    blocks(reader, "down_block_types", {"DownEncoderBlock2D"}, levels, {"DownEncoderBlock2D"});
    blocks(reader, "up_block_types", {"UpDecoderBlock2D"}, levels, {"UpDecoderBlock2D"});
    config.layers_per_block = reader.integer("layers_per_block", 1, 1, max_layers);
    config.scaling_factor = reader.number("scaling_factor", 0.18215, 1e-6, 1e6);
    config.shift_factor = reader.number("shift_factor", 0.0, -1e6, 1e6);
    config.use_quant_conv = reader.flag("use_quant_conv", true);
    config.use_post_quant_conv = reader.flag("use_post_quant_conv", true);
    config.mid_block_add_attention = reader.flag("mid_block_add_attention", true);
    config.force_upcast = reader.flag("force_upcast", true);
    if (reader.good())
        config.sample_size = sample_size_of(json, reader);
    if (reader.error())
        return tl::unexpected<Error>(*reader.error());
    return config;
}

Result<TextConfig> read_text_config(const nlohmann::json &json, const std::filesystem::path &file) {
    ConfigReader reader(json, file);
    TextConfig config;
    reader.only("model_type", {"clip_text_model"});
    for (const std::string &name : reader.texts("architectures", {}, 4))
        if (name == "CLIPTextModelWithProjection")
            config.projects = true;
        else if (name != "CLIPTextModel")
            reader.complain("architectures", fmt::format("{} is not supported", in_quotes(name)),
                            ErrorCode::UnsupportedFormat);
    config.vocab_size = reader.integer("vocab_size", 49408, 3, 10'000'000);
    config.hidden_size = reader.integer("hidden_size", 512, 1, max_channels);
    config.intermediate_size = reader.integer("intermediate_size", 2048, 1, 8 * max_channels);
    config.num_hidden_layers = reader.integer("num_hidden_layers", 12, 1, 4 * max_layers);
    config.num_attention_heads = reader.integer("num_attention_heads", 8, 1, max_channels);
    config.max_position_embeddings = reader.integer("max_position_embeddings", 77, 3, max_channels);
    config.projection_dim = reader.integer("projection_dim", 512, 0, max_channels);
    config.layer_norm_eps = reader.number("layer_norm_eps", 1e-5, 1e-12, 1.0);
    config.bos_token_id = reader.integer("bos_token_id", 49406, -1, 10'000'000);
    config.eos_token_id = reader.integer("eos_token_id", 49407, -1, 10'000'000);
    config.pad_token_id = reader.integer("pad_token_id", 1, -1, 10'000'000);
    const std::string activation = reader.text("hidden_act", "quick_gelu");
    if (activation == "gelu")
        config.activation = TextActivation::Gelu;
    else if (activation != "quick_gelu")
        reader.complain("hidden_act", fmt::format("{} is not supported", in_quotes(activation)),
                        ErrorCode::UnsupportedFormat);
    if (config.hidden_size % config.num_attention_heads != 0)
        reader.complain("num_attention_heads", fmt::format("{} heads do not divide hidden_size {}",
                                                           config.num_attention_heads, config.hidden_size));
    if (reader.error())
        return tl::unexpected<Error>(*reader.error());
    return config;
}

nlohmann::json to_json(const UNetConfig &config) {
    const auto names = [](const std::vector<UNetBlock> &kinds, const std::vector<std::string> &table) {
        std::vector<std::string> list;
        for (const UNetBlock kind : kinds)
            list.push_back(table[kind == UNetBlock::Plain ? 0 : 1]);
        return list;
    };
    nlohmann::json json = {
        {"_class_name", "UNet2DConditionModel"},
        {"act_fn", "silu"},
        {"attention_head_dim", config.heads},
        {"block_out_channels", config.block_out_channels},
        {"center_input_sample", false},
        {"cross_attention_dim", config.cross_attention_dim},
        {"down_block_types", names(config.down_blocks, down_names)},
        {"downsample_padding", 1},
        {"flip_sin_to_cos", config.flip_sin_to_cos},
        {"freq_shift", config.freq_shift},
        {"in_channels", config.in_channels},
        {"layers_per_block", config.layers_per_block},
        {"mid_block_scale_factor", 1},
        {"norm_eps", config.norm_eps},
        {"norm_num_groups", config.norm_num_groups},
        {"out_channels", config.out_channels},
        {"transformer_layers_per_block", config.transformer_layers},
        {"up_block_types", names(config.up_blocks, up_names)},
        {"upcast_attention", config.upcast_attention},
        {"use_linear_projection", config.use_linear_projection},
    };
    if (!config.down_depths.empty()) {
        json["transformer_layers_per_block"] = config.down_depths;
        json["reverse_transformer_layers_per_block"] = config.up_depths;
    }
    if (config.guidance_width > 0)
        json["time_cond_proj_dim"] = config.guidance_width;
    if (config.addition_width > 0) {
        json["addition_embed_type"] = "text_time";
        json["addition_time_embed_dim"] = config.addition_time_width;
        json["projection_class_embeddings_input_dim"] = config.addition_width;
    }
    if (config.sample_size > 0)
        json["sample_size"] = config.sample_size;
    if (config.middle == UNetMiddle::None)
        json["mid_block_type"] = nullptr;
    else
        json["mid_block_type"] =
            config.middle == UNetMiddle::OneResNet ? "UNetMidBlock2D" : "UNetMidBlock2DCrossAttn";
    return json;
}

nlohmann::json to_json(const VaeConfig &config) {
    const std::size_t levels = config.block_out_channels.size();
    nlohmann::json json = {
        {"_class_name", "AutoencoderKL"},
        {"act_fn", "silu"},
        {"block_out_channels", config.block_out_channels},
        {"down_block_types", std::vector<std::string>(levels, "DownEncoderBlock2D")},
        {"force_upcast", config.force_upcast},
        {"in_channels", config.in_channels},
        {"latent_channels", config.latent_channels},
        {"layers_per_block", config.layers_per_block},
        {"mid_block_add_attention", config.mid_block_add_attention},
        {"norm_num_groups", config.norm_num_groups},
        {"out_channels", config.out_channels},
        {"scaling_factor", config.scaling_factor},
        {"up_block_types", std::vector<std::string>(levels, "UpDecoderBlock2D")},
        {"use_post_quant_conv", config.use_post_quant_conv},
        {"use_quant_conv", config.use_quant_conv},
    };
    if (config.shift_factor != 0.0)
        json["shift_factor"] = config.shift_factor;
    if (config.sample_size > 0)
        json["sample_size"] = config.sample_size;
    return json;
}

nlohmann::json to_json(const TextConfig &config) {
    return {
        {"architectures", nlohmann::json::array({config.projects ? "CLIPTextModelWithProjection" : "CLIPTextModel"})},
        {"bos_token_id", config.bos_token_id},
        {"eos_token_id", config.eos_token_id},
        {"hidden_act", config.activation == TextActivation::Gelu ? "gelu" : "quick_gelu"},
        {"hidden_size", config.hidden_size},
        {"intermediate_size", config.intermediate_size},
        {"layer_norm_eps", config.layer_norm_eps},
        {"max_position_embeddings", config.max_position_embeddings},
        {"model_type", "clip_text_model"},
        {"num_attention_heads", config.num_attention_heads},
        {"num_hidden_layers", config.num_hidden_layers},
        {"pad_token_id", config.pad_token_id},
        {"projection_dim", config.projection_dim},
        {"vocab_size", config.vocab_size},
    };
}

} // namespace sfumato::modelio
