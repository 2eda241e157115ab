// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include <ATen/ATen.h>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/modelio/model_config.h"
#include "core/unet/control_net.h"
#include "core/unet/t2i_adapter.h"

namespace sfumato::pipeline {

/// What steers a U-Net by a picture.
using Control = std::variant<std::shared_ptr<const unet::ControlNet>, std::shared_ptr<const unet::T2iAdapter>>;

/// The U-Net that a control is to steer.
struct SteeredUNet {
    const modelio::UNetConfig &config;
    const std::map<std::string, at::Tensor> *weights = nullptr; ///< for controls that are stored as changes to it
    int latent_channels = 4;
};

/// A control network (plain, union, control-LoRA, difference) or a T2I-Adapter (full, light) from a folder or a file in
/// either layout. Errors: those of reading; ShapeMismatch, MissingTensor where it was made for another kind of model;
/// UnsupportedFormat naming what it is instead. Throws Failure{Cancelled}.
Result<Control> load_control(const std::filesystem::path &path, const SteeredUNet &base, const at::TensorOptions &wanted, const CancelToken &cancel);

} // namespace sfumato::pipeline
