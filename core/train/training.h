// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/training.h"
#include "core/base/result.h"

namespace sfumato::train {

/// Engine::train(): checks the request, chooses the device and runs the training of its kind, or goes on with it.
/// Call under core/torch/guard, and before the first tensor where the device may be a CUDA card.
Result<TrainingOutcome> run_training(const TrainingRequest &request, const TrainingContext &context);

} // namespace sfumato::train
