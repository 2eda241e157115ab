// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/modelio/checkpoint_layout.h"
#include "core/modelio/model_info.h"
#include "core/modelio/tensor_file.h"

namespace sfumato::modelio {

/// Adds one tensor to a count.
void count_tensor(const TensorEntry &tensor, TensorCount &count);

/// Describes one tensor file by the names and shapes in its header: what it is, its family and parts, and what
/// hinders it from making pictures.
ModelInfo describe_checkpoint(const TensorFile &file, const TensorIndex &tensors, const CheckpointLayout &layout);

/// The same for a path, with a report of what every tensor is good for.
/// Source of the names that tell architectures apart: the LDM, sgm, SD3 and FLUX reference checkpoints.
/// Errors: those of open_tensor_file().
Result<ModelInfo> probe_checkpoint(const std::filesystem::path &path);

} // namespace sfumato::modelio
