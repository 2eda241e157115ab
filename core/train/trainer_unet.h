// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/training.h"
#include "core/base/result.h"
#include "core/train/compute.h"

namespace sfumato::train {

/// Trains a U-Net and its text encoder together on captioned random scenes, as latents of a finished autoencoder, and
/// writes the whole model to `out/model/` (averaged weights, fp16, diffusers layout), with every checkpoint too.
/// request.vae, request.tokenizer: folders in diffusers layout. Latents are kept in `out/latents/`.
Result<TrainingOutcome> train_model(const TrainingRequest &request, const TrainingContext &context, const Compute &compute);

} // namespace sfumato::train
