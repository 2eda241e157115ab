// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/cancel.h"
#include "core/modelio/model_config.h"
#include "core/vae/autoencoder.h"

namespace sfumato::pipeline {

/// An autoencoder from a file of its own (layout of diffusers or of the original, with or without a prefix), a folder,
/// or a model's folder; also a tiny one (TAESD, its decoder alone suffices for previews).
/// like: the model's own, whose scale and norm groups a file cannot tell; its latents must have as many channels.
/// Errors: those of reading; ShapeMismatch, MissingTensor, UnsupportedFormat. Throws Failure{Cancelled}.
Result<std::shared_ptr<const vae::Autoencoder>> load_autoencoder(const std::filesystem::path &path, const modelio::VaeConfig &like,
                                                                 const at::TensorOptions &wanted, const CancelToken &cancel);

} // namespace sfumato::pipeline
