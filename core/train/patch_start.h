// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/modelio/model_config.h"
#include "core/train/optimiser.h"

namespace sfumato::train {

/// Begins an autoencoder as the best linear code of its pictures: the encoder as the principal components of the
/// patches that one latent cell stands for, the decoder as the cells' mean colours. Every hue is in the latents from
/// the first step; from a random start luminance is learned first and red and green long stay one brown.
/// pictures: [N,3,H,W] in -1..1, to take the components from; sides multiples of the config's factor.
/// Throws Failure{InvalidArgument} where the last level has too few channels for the latents, or the first for its groups.
void start_as_patches(const Parameters &vae, const modelio::VaeConfig &config, const at::Tensor &pictures);

} // namespace sfumato::train
