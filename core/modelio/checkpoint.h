// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/checkpoint_layout.h"
#include "core/modelio/model_config.h"
#include "core/modelio/tensor_source.h"

namespace sfumato::modelio {

/// A single file that holds all networks of a model, its tensors told apart and renamed as in a diffusers folder.
struct Checkpoint {
    std::shared_ptr<const TensorFile> file;
    std::vector<Renamed> unet, vae, text, text2;
    KeyReport report;
};

/// The configs that decide how tensors are called.
struct NetworkConfigs {
    UNetConfig unet;
    VaeConfig vae;
    TextConfig text;
    std::optional<TextConfig> text2; ///< of Stable Diffusion XL
};

/// Renames every tensor of `file`. `layout` must have all the parts that `configs` describes. Shapes are checked when weights are loaded,
/// except those that renaming depends on. Errors: ShapeMismatch for a fused projection that is no three of a kind;
/// CorruptFile where two tensors would get the same name.
Result<Checkpoint> map_checkpoint(std::shared_ptr<const TensorFile> file, const TensorIndex &tensors,
                                  const CheckpointLayout &layout, const NetworkConfigs &configs);

} // namespace sfumato::modelio
