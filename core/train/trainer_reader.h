// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/training.h"
#include "core/base/result.h"
#include "core/train/compute.h"

namespace sfumato::train {

/// Trains the network by which pictures are scored (core/score) on renders and their labels alone, and writes
/// `out/reader.safetensors`, averaged weights in fp16. Notes how often it is right on unseen renders.
Result<TrainingOutcome> train_reader(const TrainingRequest &request, const TrainingContext &context, const Compute &compute);

} // namespace sfumato::train
