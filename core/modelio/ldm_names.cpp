// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/ldm_names.h"

#include <array>

#include <fmt/format.h>

namespace sfumato::modelio {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> single_modules = {{
    {"time_embedding.linear_1", "time_embed.0"}, {"time_embedding.linear_2", "time_embed.2"},
    {"add_embedding.linear_1", "label_emb.0.0"}, {"add_embedding.linear_2", "label_emb.0.2"},
    {"class_embedding.linear_1", "label_emb.0.0"}, {"class_embedding.linear_2", "label_emb.0.2"},
    {"conv_in", "input_blocks.0.0"}, {"conv_norm_out", "out.0"}, {"conv_out", "out.2"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> inside_resnets = {{
    {"norm1", "in_layers.0"}, {"conv1", "in_layers.2"}, {"time_emb_proj", "emb_layers.1"},
    {"norm2", "out_layers.0"}, {"conv2", "out_layers.3"}, {"conv_shortcut", "skip_connection"},
}};

template <typename Table>
std::string_view looked_up(const Table &table, std::string_view name) {
    for (const auto &[ours, theirs] : table)
        if (ours == name)
            return theirs;
    return {};
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> inside_vae = {{
    {".mid_block.resnets.0.", ".mid.block_1."}, {".mid_block.resnets.1.", ".mid.block_2."},
    {".mid_block.attentions.0.", ".mid.attn_1."}, {".attn_1.group_norm.", ".attn_1.norm."},
    {".attn_1.to_q.", ".attn_1.q."}, {".attn_1.to_k.", ".attn_1.k."}, {".attn_1.to_v.", ".attn_1.v."},
    {".attn_1.to_out.0.", ".attn_1.proj_out."}, {".down_blocks.", ".down."}, {".downsamplers.0.", ".downsample."},
    {".upsamplers.0.", ".upsample."}, {".resnets.", ".block."}, {".conv_shortcut.", ".nin_shortcut."},
    {".conv_norm_out.", ".norm_out."}, {".up_blocks.", ".up."},
}};

} // namespace

LdmNames::LdmNames(const UNetConfig &config) {
    const auto add = [&](std::string ours, std::string theirs) { blocks_.emplace_back(std::move(ours), std::move(theirs)); };
    int n = 1;
    for (int i = 0; i < config.levels(); ++i) {
        for (int j = 0; j < config.layers_per_block[static_cast<std::size_t>(i)]; ++j, ++n) {
            add(fmt::format("down_blocks.{}.resnets.{}.", i, j), fmt::format("input_blocks.{}.0.", n));
            add(fmt::format("down_blocks.{}.attentions.{}.", i, j), fmt::format("input_blocks.{}.1.", n));
        }
        if (i + 1 < config.levels())
            add(fmt::format("down_blocks.{}.downsamplers.0.conv", i), fmt::format("input_blocks.{}.0.op", n++));
    }
    add("mid_block.resnets.0.", "middle_block.0.");
    add("mid_block.attentions.0.", "middle_block.1.");
    add("mid_block.resnets.1.", "middle_block.2.");
    n = 0;
    for (int i = 0; i < config.levels(); ++i) {
        const auto level = static_cast<std::size_t>(config.levels() - 1 - i);
        const bool attends = config.up_blocks[static_cast<std::size_t>(i)] == UNetBlock::CrossAttention;
        for (int j = 0; j < config.layers_per_block[level] + 1; ++j, ++n) {
            add(fmt::format("up_blocks.{}.resnets.{}.", i, j), fmt::format("output_blocks.{}.0.", n));
            add(fmt::format("up_blocks.{}.attentions.{}.", i, j), fmt::format("output_blocks.{}.1.", n));
        }
        add(fmt::format("up_blocks.{}.upsamplers.0.conv", i), fmt::format("output_blocks.{}.{}.conv", n - 1, attends ? 2 : 1));
    }
}

std::string LdmNames::of(std::string_view module) const {
    if (const auto single = looked_up(single_modules, module); !single.empty())
        return std::string(single);
    for (const auto &[ours, theirs] : blocks_) {
        if (!module.starts_with(ours))
            continue;
        const std::string_view rest = module.substr(ours.size());
        const auto inner = ours.find(".resnets.") == std::string::npos ? rest : looked_up(inside_resnets, rest);
        return inner.empty() && !rest.empty() ? std::string() : theirs + std::string(inner);
    }
    return {};
}

std::string ldm_vae_name(std::string name, int levels) {
    constexpr std::string_view up = "decoder.up_blocks.";
    if (name.starts_with(up) && name.size() > up.size()) // there the finest level comes first
        name[up.size()] = static_cast<char>('0' + levels - 1 - (name[up.size()] - '0'));
    for (const auto &[ours, theirs] : inside_vae)
        if (const std::size_t at = name.find(ours); at != std::string::npos)
            name.replace(at, ours.size(), theirs);
    return name;
}

} // namespace sfumato::modelio
