// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <ATen/ATen.h>

#include "core/base/result.h"
#include "core/modelio/model_config.h"
#include "core/sampling/noise_schedule.h"

namespace sfumato::train {

/// The scheduler_config.json of our models: the noise of training_noise(), trailing steps.
std::string scheduler_config(sampling::PredictionType prediction);

/// A trained model, its parameters in any floating type.
struct TrainedModel {
    modelio::UNetConfig unet;
    modelio::TextConfig text;
    std::map<std::string, at::Tensor> unet_weights, text_weights;
    std::filesystem::path vae, tokenizer; ///< folders to copy
    sampling::PredictionType prediction = sampling::PredictionType::Velocity;
};

/// Writes a diffusers model folder with fp16 weights that StableDiffusionPipeline loads too.
/// Errors: Unreadable, those of write_tensors.
Result<void> write_model(const std::filesystem::path &folder, const TrainedModel &model);

} // namespace sfumato::train
