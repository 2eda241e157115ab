// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/key_map.h"

#include <array>

#include <fmt/format.h>

namespace sfumato::modelio {
namespace {

using Names = std::pair<std::string_view, std::string_view>;

constexpr std::array<Names, 6> unet_resnet = {{
    {"in_layers.0", "norm1"},
    {"in_layers.2", "conv1"},
    {"emb_layers.1", "time_emb_proj"},
    {"out_layers.0", "norm2"},
    {"out_layers.3", "conv2"},
    {"skip_connection", "conv_shortcut"},
}};
constexpr std::array<Names, 1> vae_resnet = {{{"nin_shortcut", "conv_shortcut"}}};
constexpr std::array<Names, 5> vae_attention = {{
    {"norm", "group_norm"},
    {"q", "to_q"},
    {"k", "to_k"},
    {"v", "to_v"},
    {"proj_out", "to_out.0"},
}};
constexpr std::array<Names, 5> clip_layer = {{
    {"ln_1", "layer_norm1"},
    {"ln_2", "layer_norm2"},
    {"attn.out_proj", "self_attn.out_proj"},
    {"mlp.c_fc", "mlp.fc1"},
    {"mlp.c_proj", "mlp.fc2"},
}};
constexpr std::array<Names, 4> old_vae_attention = {{
    {"query", "to_q"},
    {"key", "to_k"},
    {"value", "to_v"},
    {"proj_attn", "to_out.0"},
}};

/// `rest` with its first words replaced, where the table has them.
std::string translated(std::string_view rest, PartNames parts, bool forth) {
    for (const auto &[original, diffusers] : parts) {
        const std::string_view from = forth ? original : diffusers, to = forth ? diffusers : original;
        if (rest.starts_with(from) && (rest.size() == from.size() || rest[from.size()] == '.'))
            return std::string(to) + std::string(rest.substr(from.size()));
    }
    return std::string(rest);
}

/// The name under the longest module of `table` that it begins with.
template <typename Table>
std::optional<std::string> looked_up(const Table &table, std::string_view name, bool forth) {
    for (std::size_t end = name.rfind('.'); end != std::string_view::npos && end > 0; end = name.rfind('.', end - 1)) {
        const auto module = table.find(name.substr(0, end));
        if (module != table.end())
            return module->second.name + "." + translated(name.substr(end + 1), module->second.parts, forth);
    }
    return std::nullopt;
}

} // namespace

void KeyMap::add(const std::string &original, const std::string &diffusers, PartNames parts) {
    originals_[original] = {diffusers, parts};
    diffusers_[diffusers] = {original, parts};
}

KeyMap KeyMap::unet(const UNetConfig &config) {
    KeyMap map;
    map.add("time_embed.0", "time_embedding.linear_1");
    map.add("time_embed.2", "time_embedding.linear_2");
    map.add("time_embedding.cond_proj", "time_embedding.cond_proj"); // as LCM's authors call it in either layout
    map.add("label_emb.0.0", "add_embedding.linear_1");
    map.add("label_emb.0.2", "add_embedding.linear_2");
    map.add("input_blocks.0.0", "conv_in");
    map.add("out.0", "conv_norm_out");
    map.add("out.2", "conv_out");
    const int levels = config.levels();
    int n = 1;
    for (int i = 0; i < levels; ++i) {
        for (int r = 0; r < config.layers_per_block[i]; ++r, ++n) {
            map.add(fmt::format("input_blocks.{}.0", n), fmt::format("down_blocks.{}.resnets.{}", i, r), unet_resnet);
            if (config.down_blocks[i] == UNetBlock::CrossAttention)
                map.add(fmt::format("input_blocks.{}.1", n), fmt::format("down_blocks.{}.attentions.{}", i, r));
        }
        if (i + 1 < levels)
            map.add(fmt::format("input_blocks.{}.0.op", n++), fmt::format("down_blocks.{}.downsamplers.0.conv", i));
    }
    if (config.middle != UNetMiddle::None) {
        const bool attends = config.middle == UNetMiddle::CrossAttention;
        map.add("middle_block.0", "mid_block.resnets.0", unet_resnet);
        if (attends) {
            map.add("middle_block.1", "mid_block.attentions.0");
            map.add("middle_block.2", "mid_block.resnets.1", unet_resnet);
        }
    }
    n = 0;
    for (int i = 0; i < levels; ++i) {
        const int level = levels - 1 - i, last = config.layers_per_block[level];
        const bool attends = config.up_blocks[i] == UNetBlock::CrossAttention;
        for (int r = 0; r <= last; ++r, ++n) {
            map.add(fmt::format("output_blocks.{}.0", n), fmt::format("up_blocks.{}.resnets.{}", i, r), unet_resnet);
            if (attends)
                map.add(fmt::format("output_blocks.{}.1", n), fmt::format("up_blocks.{}.attentions.{}", i, r));
            if (r == last && level > 0)
                map.add(fmt::format("output_blocks.{}.{}.conv", n, attends ? 2 : 1),
                        fmt::format("up_blocks.{}.upsamplers.0.conv", i));
        }
    }
    return map;
}

KeyMap KeyMap::vae(const VaeConfig &config) {
    KeyMap map;
    for (const char *name : {"quant_conv", "post_quant_conv"})
        map.add(name, name);
    const int levels = config.levels();
    for (const std::string half : {"encoder", "decoder"}) {
        const bool encodes = half == "encoder";
        map.add(half + ".conv_in", half + ".conv_in");
        map.add(half + ".conv_out", half + ".conv_out");
        map.add(half + ".norm_out", half + ".conv_norm_out");
        map.add(half + ".mid.block_1", half + ".mid_block.resnets.0", vae_resnet);
        map.add(half + ".mid.block_2", half + ".mid_block.resnets.1", vae_resnet);
        map.add(half + ".mid.attn_1", half + ".mid_block.attentions.0", vae_attention);
        for (int i = 0; i < levels; ++i) {
            // The decoder's levels are numbered from fine to coarse in the one, in the order of execution in the other.
            const std::string original = fmt::format("{}.{}.{}", half, encodes ? "down" : "up", encodes ? i : levels - 1 - i);
            const std::string ours = fmt::format("{}.{}_blocks.{}", half, encodes ? "down" : "up", i);
            for (int j = 0; j < config.layers_per_block + (encodes ? 0 : 1); ++j)
                map.add(fmt::format("{}.block.{}", original, j), fmt::format("{}.resnets.{}", ours, j), vae_resnet);
            if (i + 1 < levels)
                map.add(original + (encodes ? ".downsample.conv" : ".upsample.conv"),
                        ours + (encodes ? ".downsamplers.0.conv" : ".upsamplers.0.conv"));
        }
    }
    return map;
}

KeyMap KeyMap::open_clip(const TextConfig &config) {
    KeyMap map;
    map.add("token_embedding", "text_model.embeddings.token_embedding");
    map.add("ln_final", "text_model.final_layer_norm");
    for (int i = 0; i < config.num_hidden_layers; ++i)
        map.add(fmt::format("transformer.resblocks.{}", i), fmt::format("text_model.encoder.layers.{}", i), clip_layer);
    return map;
}

std::optional<std::string> KeyMap::to_diffusers(std::string_view original) const {
    return looked_up(originals_, original, true);
}

std::optional<std::string> KeyMap::to_original(std::string_view diffusers) const {
    return looked_up(diffusers_, diffusers, false);
}

std::string current_vae_name(std::string_view name) {
    constexpr std::string_view place = ".mid_block.attentions.0.";
    const std::size_t at = name.find(place);
    if (at == std::string_view::npos)
        return std::string(name);
    const std::size_t rest = at + place.size();
    return std::string(name.substr(0, rest)) + translated(name.substr(rest), old_vae_attention, true);
}

} // namespace sfumato::modelio
