// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <variant>

#include "core/base/cancel.h"
#include "core/modelio/model_config.h"
#include "core/unet/control_net.h"
#include "core/unet/t2i_adapter.h"
#include "core/vae/autoencoder.h"

namespace sfumato::pipeline {

/// An autoencoder from a file of its own (layout of diffusers or of the original, with or without a prefix), a folder,
/// or a model's folder; also a tiny one (TAESD, its decoder alone suffices for previews).
/// like: the model's own, whose scale and norm groups a file cannot tell; its latents must have as many channels.
/// Errors: those of reading; ShapeMismatch, MissingTensor, UnsupportedFormat. Throws Failure{Cancelled}.
Result<std::shared_ptr<const vae::Autoencoder>> load_autoencoder(const std::filesystem::path &path, const modelio::VaeConfig &like,
                                                                 at::ScalarType dtype, const CancelToken &cancel);

/// What steers a U-Net by a picture.
using Control = std::variant<std::shared_ptr<const unet::ControlNet>, std::shared_ptr<const unet::T2iAdapter>>;

/// A control network or a T2I-Adapter from a folder or a file in either layout. base: the U-Net it is to steer, whose
/// shape it shares. Errors: as above; ShapeMismatch where it was made for another kind of model.
Result<Control> load_control(const std::filesystem::path &path, const modelio::UNetConfig &base, int latent_channels,
                             at::ScalarType dtype, const CancelToken &cancel);

} // namespace sfumato::pipeline
