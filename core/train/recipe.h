// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"
#include "core/modelio/model_config.h"

namespace sfumato::train {

/// What decides a U-Net with its text encoder and how the two are trained. Every key of the file has a default.
struct ModelRecipe {
    std::vector<int> unet_channels = {64, 128, 192}; ///< finest level first; all but the first attend to the text
    int unet_layers = 1;                             ///< residual blocks a level
    int unet_heads = 4;
    int text_layers = 3;
    int text_width = 128;
    int coarse_pixels = 128; ///< side of the pictures at first, where a step costs a quarter
    int pixels = 256;        ///< side of the pictures at last; the model's own size
    double coarse_share = 0.66; ///< of the run's time, 0..1
    int coarse_batch = 32;
    int batch = 10;
    int coarse_fresh = 4; ///< new pictures a step
    int fresh = 2;
    int pool_start = 512; ///< pictures made before the first step of either part
    double caption_dropout = 0.1;
    double snr_gamma = 5.0;
    double ema_decay = 0.9995;
    double weight_decay = 0.01;

    bool operator==(const ModelRecipe &) const = default;
};

/// Errors: Unreadable, CorruptFile (not JSON, a value of the wrong kind), InvalidArgument for an unknown key or a
/// value out of range.
Result<ModelRecipe> read_recipe(const std::filesystem::path &file);
nlohmann::json to_json(const ModelRecipe &recipe);

/// The networks' configs. `cells` = latent cells a side at the model's own size.
modelio::UNetConfig unet_config(const ModelRecipe &recipe, int latent_channels, int cells);
modelio::TextConfig text_config(const ModelRecipe &recipe, int vocab_size, int bos, int eos, int max_length);

} // namespace sfumato::train
