// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/optimiser.h"

namespace sfumato::train {

/// Begins an autoencoder as "shrink, then enlarge" with its blocks as their shortcuts: with the usual start its
/// pictures stay grey for hours, since L1 learns luminance first.
void start_as_identity(const Parameters &vae);

/// Begins a U-Net as its skips and a text encoder as a bag of words, so that gradients reach everything at once.
/// Names begin with `unet.` and `text.`.
void start_as_skips(const Parameters &parameters);

} // namespace sfumato::train
