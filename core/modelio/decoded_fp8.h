// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/modelio/tensor_file.h"

namespace sfumato::modelio {

/// `file` with its fp8 tensors shown as the fp32 numbers they stand for; without any, `file` itself.
/// A scaled tensor X.weight is multiplied by X.scale_weight (or X.weight_scale); these scales, those of the inputs
/// and the marker `scaled_fp8` are no tensors of the result.
/// Errors: UnsupportedFormat where a scale is no single float, CorruptFile where it is not finite, reading errors.
/// Source: ComfyUI comfy/ops.py (scaled_fp8).
Result<std::shared_ptr<const TensorFile>> decode_fp8(std::shared_ptr<const TensorFile> file);

} // namespace sfumato::modelio
