// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/recipe.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"

namespace sfumato::train {

// Found by nlohmann-json, which needs these two by name.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ModelRecipe, unet_channels, unet_layers, unet_heads, text_layers, text_width,
                                                coarse_pixels, pixels, coarse_share, coarse_batch, batch, coarse_fresh, fresh,
                                                pool_start, caption_dropout, snr_gamma, ema_decay, weight_decay)

namespace {

/// Why a recipe cannot be followed, or nothing.
std::string fault(const ModelRecipe &r) {
    const auto share = [](double v) { return v >= 0.0 && v <= 1.0; };
    if (r.unet_channels.empty() || r.unet_channels.size() > 6)
        return "unet_channels lists one to six widths";
    for (const int width : r.unet_channels)
        if (width < 16 || width > 2048 || width % 16 != 0 || width % r.unet_heads != 0)
            return fmt::format("a width of {} is not a multiple of 16 and of unet_heads up to 2048", width);
    if (r.unet_layers < 1 || r.unet_layers > 4 || r.text_layers < 1 || r.text_layers > 32)
        return "unet_layers is 1 to 4, text_layers 1 to 32";
    if (r.text_width < 32 || r.text_width > 2048 || r.text_width % 32 != 0)
        return "text_width is a multiple of 32 up to 2048";
    const int grid = 8 << (r.unet_channels.size() - 1);
    if (r.pixels < 64 || r.pixels > 1024 || r.pixels % grid != 0 || r.coarse_pixels < 64 || r.coarse_pixels > r.pixels || r.coarse_pixels % grid != 0)
        return fmt::format("pixels and coarse_pixels are multiples of {} from 64 on, coarse_pixels the smaller", grid);
    if (r.coarse_batch < 1 || r.batch < 1 || r.coarse_fresh < 1 || r.fresh < 1 || r.pool_start < 1)
        return "batches, fresh pictures and pool_start are 1 or more";
    if (!share(r.coarse_share) || !share(r.caption_dropout) || !share(r.ema_decay) || r.snr_gamma <= 0 || r.weight_decay < 0)
        return "shares are 0 to 1, snr_gamma is positive, weight_decay not negative";
    return {};
}

} // namespace

Result<ModelRecipe> read_recipe(const std::filesystem::path &file) {
    SFUMATO_TRY(const std::string text, read_file(file));
    const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object())
        return fail(ErrorCode::CorruptFile, display(file), "is not a JSON object");
    const nlohmann::json known = ModelRecipe{};
    for (const auto &[key, value] : json.items())
        if (!known.contains(key))
            return fail(ErrorCode::InvalidArgument, display(file), "has the unknown key \"" + key + "\"");
    ModelRecipe recipe;
    try {
        recipe = json.get<ModelRecipe>();
    } catch (const nlohmann::json::exception &error) {
        return fail(ErrorCode::CorruptFile, display(file), error.what());
    }
    if (const auto reason = fault(recipe); !reason.empty())
        return fail(ErrorCode::InvalidArgument, display(file), reason);
    return recipe;
}

nlohmann::json to_json(const ModelRecipe &recipe) {
    nlohmann::json json;
    to_json(json, recipe);
    return json;
}

modelio::UNetConfig unet_config(const ModelRecipe &recipe, int latent_channels, int cells) {
    using modelio::UNetBlock;
    const std::size_t levels = recipe.unet_channels.size();
    modelio::UNetConfig config;
    config.in_channels = config.out_channels = latent_channels;
    config.block_out_channels = recipe.unet_channels;
    config.down_blocks.assign(levels, UNetBlock::CrossAttention);
    config.up_blocks.assign(levels, UNetBlock::CrossAttention);
    config.down_blocks.front() = config.up_blocks.back() = UNetBlock::Plain;
    config.layers_per_block.assign(levels, recipe.unet_layers);
    config.heads.assign(levels, recipe.unet_heads);
    config.transformer_layers.assign(levels, 1);
    config.cross_attention_dim = recipe.text_width;
    config.norm_num_groups = 16;
    config.use_linear_projection = true;
    config.sample_size = cells;
    return config;
}

modelio::TextConfig text_config(const ModelRecipe &recipe, int vocab_size, int bos, int eos, int max_length) {
    modelio::TextConfig config;
    config.vocab_size = vocab_size;
    config.hidden_size = config.projection_dim = recipe.text_width;
    config.intermediate_size = 4 * recipe.text_width;
    config.num_hidden_layers = recipe.text_layers;
    config.num_attention_heads = 4;
    config.max_position_embeddings = max_length;
    config.activation = modelio::TextActivation::Gelu;
    config.bos_token_id = bos;
    config.eos_token_id = config.pad_token_id = eos;
    return config;
}

} // namespace sfumato::train
