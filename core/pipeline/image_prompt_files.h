// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include <ATen/ATen.h>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/modelio/model_config.h"
#include "core/vision/clip_vision_encoder.h"
#include "core/vision/ip_adapter.h"

namespace sfumato::pipeline {

/// An IP-Adapter (base, plus, full) as .bin or .safetensors. base: the U-Net it is to steer.
/// Errors: those of reading; ShapeMismatch, MissingTensor where it was made for another kind of model; UnsupportedFormat
/// for FaceID variants and for what is none. Throws Failure{Cancelled}.
Result<std::shared_ptr<const vision::IpAdapter>> load_ip_adapter(const std::filesystem::path &path, const modelio::UNetConfig &base,
                                                                 const at::TensorOptions &wanted, const CancelToken &cancel);

/// A CLIP vision encoder from a folder or a file, with the names of transformers or of OpenCLIP.
/// Errors: those of reading; UnsupportedFormat where it is none. Throws Failure{Cancelled}.
Result<std::shared_ptr<const vision::ClipVisionEncoder>> load_image_encoder(const std::filesystem::path &path, const at::TensorOptions &wanted,
                                                                            const CancelToken &cancel);

/// The encoder that an adapter reads: `given`, or where that is empty one beside the adapter (image_encoder/ beside it or
/// its folder, ComfyUI's clip_vision folder) that gives what it reads. Only headers are read.
/// Errors: NotFound naming the folders looked in; ShapeMismatch where `given` gives another width.
Result<std::filesystem::path> find_image_encoder(const std::filesystem::path &given, const std::filesystem::path &adapter,
                                                 const vision::ProjectionConfig &reads);

} // namespace sfumato::pipeline
