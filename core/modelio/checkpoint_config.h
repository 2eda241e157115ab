// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/modelio/checkpoint_layout.h"
#include "core/modelio/model_config.h"

namespace sfumato::modelio {

/// What a network of a single file must look like, read from its tensors' names and shapes. What shapes do not tell
/// is what Stable Diffusion 1, 2 and XL have: groups of 32, 8 heads (or heads of 64 where projections are linear).
/// Errors: UnsupportedFormat where these do not fit or the part is named in a way that needs a config;
/// MissingTensor where its frame is incomplete. `file` is named.
Result<UNetConfig> unet_config_of(const TensorIndex &tensors, const PartPlace &place, const std::filesystem::path &file);
Result<VaeConfig> vae_config_of(const TensorIndex &tensors, const PartPlace &place, const std::filesystem::path &file);
Result<TextConfig> text_config_of(const TensorIndex &tensors, const PartPlace &place, const std::filesystem::path &file);

/// Stable Diffusion XL's second text encoder: read whole, with its projection.
Result<TextConfig> second_text_config_of(const TensorIndex &tensors, const PartPlace &place, const std::filesystem::path &file);

/// How a single file's U-Net was trained.
struct TrainingFacts {
    bool v_prediction = false;
    bool zero_terminal_snr = false;
    bool consistency = false; ///< distilled to few steps (LCM): it is told its guidance scale
    bool certain = true; ///< false: nothing says it, and the usual was assumed
};

/// From a config.yaml beside the file, metadata, marker tensors and, for Stable Diffusion 2, the statistics of one
/// weight. Errors: reading errors.
/// Source: ComfyUI model_base.py, AUTOMATIC1111 sd_models_config.py.
Result<TrainingFacts> training_facts(const TensorFile &file, const TensorIndex &tensors, const PartPlace &unet);

/// The scheduler_config.json that diffusers publishes with such a model.
nlohmann::json usual_scheduler(const TrainingFacts &facts, bool xl);

} // namespace sfumato::modelio
