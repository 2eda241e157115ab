// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/training.h"
#include "core/base/result.h"
#include "core/train/compute.h"

namespace sfumato::train {

/// Trains a KL autoencoder on freshly rendered scenes (no picture is seen twice) and writes `out/vae/` in diffusers
/// layout: averaged weights in fp16, latents of mean 0 and deviation 1 by scaling_factor and the outer biases.
Result<TrainingOutcome> train_vae(const TrainingRequest &request, const TrainingContext &context, const Compute &compute);

/// Goes on with the decoder of the finished autoencoder in request.vae and leaves its latents exactly as they are, so
/// that a U-Net trained on them keeps fitting. Writes `out/vae/`. Errors: those of reading the autoencoder.
Result<TrainingOutcome> train_decoder(const TrainingRequest &request, const TrainingContext &context, const Compute &compute);

} // namespace sfumato::train
