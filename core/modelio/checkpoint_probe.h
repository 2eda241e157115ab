// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/modelio/model_info.h"
#include "core/modelio/safetensors.h"

namespace sfumato::modelio {

/// Adds one tensor to a count.
void count_tensor(const TensorEntry &tensor, TensorCount &count);

/// Describes one tensor file by the names and shapes in its header.
/// Source of the names that tell architectures apart: the LDM, sgm, SD3 and FLUX reference checkpoints.
/// Errors: those of SafetensorsFile::open().
Result<ModelInfo> probe_checkpoint(const std::filesystem::path &path);

} // namespace sfumato::modelio
