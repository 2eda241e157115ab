// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/modelio/model_config.h"

namespace sfumato::modelio {

/// What the U-Net's modules are called in the original layout: "down_blocks.0.attentions.1.proj_in" is
/// "input_blocks.2.1.proj_in". Source: spec 1.3, diffusers convert_original_stable_diffusion_to_diffusers.py.
class LdmNames {
public:
    explicit LdmNames(const UNetConfig &config);

    /// Empty for what has no counterpart.
    std::string of(std::string_view module) const;

private:
    std::vector<std::pair<std::string, std::string>> blocks_; ///< beginnings, each ending in a point, and theirs
};

/// What a tensor of the KL autoencoder is called there: "decoder.up_blocks.0.resnets.1.conv1.weight" of an autoencoder
/// of four levels is "decoder.up.3.block.1.conv1.weight".
std::string ldm_vae_name(std::string name, int levels);

} // namespace sfumato::modelio
