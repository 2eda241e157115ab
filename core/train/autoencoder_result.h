// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/modelio/model_config.h"
#include "core/train/optimiser.h"

namespace sfumato::train {

/// Whether the latents are given mean 0 and deviation 1, or stay as a U-Net knows them.
enum class Latents { Centre, Keep };

/// Measures a trained autoencoder on `scenes` scenes that no training sees and writes it in diffusers layout, fp16.
/// weights: of the whole autoencoder, fp32 on the CPU. Returns its PSNR in decibels. Errors: those of writing.
Result<double> write_autoencoder(const std::filesystem::path &folder, modelio::VaeConfig config, Parameters weights, Latents latents, int scenes);

} // namespace sfumato::train
