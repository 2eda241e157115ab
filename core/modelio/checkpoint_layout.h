// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/modelio/model_info.h"
#include "core/modelio/tensor_index.h"

namespace sfumato::modelio {

/// Whose names the tensors of a part have.
enum class Naming {
    Ldm,          ///< CompVis/stable-diffusion and its descendants
    Diffusers,    ///< diffusers, and transformers' CLIPTextModel
    OpenClip,     ///< OpenCLIP's text tower
};

/// One network inside a single file.
struct PartPlace {
    std::string prefix; ///< which all its tensors have, with the dot; may be empty
    Naming naming = Naming::Ldm;
};

/// Where the networks of a checkpoint are; absent parts are empty.
struct CheckpointLayout {
    std::optional<PartPlace> unet, vae, text;
    std::optional<PartPlace> text2; ///< of Stable Diffusion XL
};

/// Decides by counting: of the known prefixes the one with the most tensors that fit wins.
/// Source of the names: the LDM, sgm and ComfyUI checkpoints.
CheckpointLayout find_parts(const TensorIndex &tensors);

/// Tensors that training left in a file and that no picture needs: schedules, averages, losses, position ids.
bool is_leftover(std::string_view name);

/// Tensors without numbers of interest that say how a model was trained ("v_pred", "ztsnr").
bool is_marker(std::string_view name);

} // namespace sfumato::modelio
