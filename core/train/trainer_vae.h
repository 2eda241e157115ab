// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/modelio/model_config.h"
#include "core/train/run.h"

namespace sfumato::train {

/// Trains a KL autoencoder on freshly rendered scenes (no picture is seen twice) and writes `folder/vae/` in
/// diffusers layout: averaged weights in fp16, latents of mean 0 and deviation 1 by scaling_factor and the outer biases.
/// `crop`: side of the squares trained on, a multiple of 16 up to 256; a step sees about 65,000 pixels.
Result<void> train_vae(const RunOptions &options, const modelio::VaeConfig &config, int crop);

/// Goes on with the decoder of the finished autoencoder in `from` and leaves its latents exactly as they are, so that
/// a U-Net trained on them keeps fitting. Writes `folder/vae/`. Errors: those of reading `from`.
Result<void> train_decoder(const RunOptions &options, const std::filesystem::path &from, int crop);

} // namespace sfumato::train
