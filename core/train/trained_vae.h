// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/result.h"
#include "core/vae/autoencoder_kl.h"

namespace sfumato::train {

/// The autoencoder of a folder in diffusers layout, fp32, on `device`. Errors: those of reading config and weights.
Result<std::unique_ptr<vae::AutoencoderKl>> load_vae(const std::filesystem::path &folder, at::Device device = at::kCPU);

} // namespace sfumato::train
