// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/train/recipe.h"
#include "core/train/run.h"

namespace sfumato::train {

/// Trains a U-Net and its text encoder together on captioned random scenes, as latents of a finished autoencoder, and
/// writes the whole model to `folder/model/` (averaged weights, fp16, diffusers layout).
/// vae, tokenizer: folders in diffusers layout. The recipe used is kept as `folder/recipe.json`.
Result<void> train_model(const RunOptions &options, const ModelRecipe &recipe, const std::filesystem::path &vae,
                         const std::filesystem::path &tokenizer);

} // namespace sfumato::train
