// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/training.h"
#include "core/modelio/model_config.h"
#include "core/sampling/noise_schedule.h"

namespace sfumato::train {

/// The networks that a request describes, by their configs.
modelio::VaeConfig vae_config(const TrainingRequest &request);
/// cells: latent cells a side at the model's own size.
modelio::UNetConfig unet_config(const TrainingRequest &request, int latent_channels, int cells);
modelio::TextConfig text_config(const TrainingRequest &request, int vocab_size, int bos, int eos, int max_length);

/// What the network is taught to say.
sampling::PredictionType prediction_type(const TrainingRequest &request);
/// The noise it is taught with: Stable Diffusion's, down to pure noise where the prediction means something there.
sampling::TrainingNoise training_noise(sampling::PredictionType prediction);

} // namespace sfumato::train
