// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/modelio/model_folder.h"
#include "core/nn/weight_loader.h"
#include "core/vae/autoencoder_kl.h"
#include "tests/support/golden.h"

namespace sfumato::testing {

/// The tiny autoencoder of a golden set, fp32. Enlarges eightfold.
inline vae::AutoencoderKl golden_vae(const std::string &set) {
    const auto model = value_or_throw(modelio::open_model_folder(golden(set + "/model")));
    const auto source = value_or_throw(modelio::TensorSource::open(model.vae_weights));
    nn::WeightLoader loader(source, at::kFloat);
    vae::AutoencoderKl vae(nn::Scope(loader), model.vae);
    value_or_throw(loader.finish());
    return vae;
}

} // namespace sfumato::testing
