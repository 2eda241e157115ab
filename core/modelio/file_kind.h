// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "core/modelio/checkpoint_layout.h"
#include "core/modelio/model_info.h"
#include "core/modelio/tensor_index.h"

namespace sfumato::modelio {

/// The family of another architecture than Stable Diffusion's U-Net, or empty. Its tensors tell.
std::string_view other_architecture(const TensorIndex &tensors);

/// What a file is that is no model for making pictures by itself; empty where it has tensors of a U-Net of its own.
std::optional<ModelKind> kind_by_names(const TensorIndex &tensors);

/// "is a LoRA, which changes a model and is none itself": why such a file makes no picture.
std::string_view why_no_model(ModelKind kind);

} // namespace sfumato::modelio
