// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trained_vae.h"

#include <ATen/core/grad_mode.h>

#include "core/modelio/json_file.h"
#include "core/modelio/model_folder.h"
#include "core/nn/weight_loader.h"

namespace sfumato::train {

Result<std::unique_ptr<vae::AutoencoderKl>> load_vae(const std::filesystem::path &folder, at::Device device) {
    SFUMATO_TRY(const auto json, modelio::read_json(folder / "config.json"));
    SFUMATO_TRY(const auto config, modelio::read_vae_config(json, folder / "config.json"));
    SFUMATO_TRY(const auto file, modelio::find_weights(folder, modelio::Part::Vae));
    SFUMATO_TRY(const auto source, modelio::TensorSource::open(file));
    const at::NoGradGuard no_grad;
    nn::WeightLoader loader(source, at::TensorOptions(device).dtype(at::kFloat));
    auto vae = std::make_unique<vae::AutoencoderKl>(nn::Scope(loader), config);
    SFUMATO_CHECK(loader.finish());
    return vae;
}

} // namespace sfumato::train
