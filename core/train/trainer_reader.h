// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/run.h"

namespace sfumato::train {

/// Trains the network by which pictures are scored (core/score) on renders and their labels alone, and writes
/// `folder/reader.safetensors`, averaged weights in fp16. Prints how often it is right on unseen renders.
Result<void> train_reader(const RunOptions &options);

} // namespace sfumato::train
