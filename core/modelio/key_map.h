// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/modelio/model_config.h"

namespace sfumato::modelio {

/// A module's parts under their two names.
using PartNames = std::span<const std::pair<std::string_view, std::string_view>>;

/// One network's tensor names in the layout of the original LDM code (or OpenCLIP's) and in that of diffusers
/// (or transformers). The table is made from the network's config, for both directions; no name is guessed.
/// Source: diffusers scripts/convert_original_stable_diffusion_to_diffusers.py.
class KeyMap {
public:
    static KeyMap unet(const UNetConfig &config);
    static KeyMap vae(const VaeConfig &config);
    /// OpenCLIP's text tower; `attn.in_proj_weight` and the other two tensors that are no plain renaming are left out.
    static KeyMap open_clip(const TextConfig &config);

    /// The other layout's name; empty where the network has no such module. Both without the file's prefix.
    std::optional<std::string> to_diffusers(std::string_view original) const;
    std::optional<std::string> to_original(std::string_view diffusers) const;

private:
    struct Module {
        std::string name;
        PartNames parts; ///< as (original, diffusers); parts that are not named here are called the same
    };
    using Table = std::map<std::string, Module, std::less<>>;
    void add(const std::string &original, const std::string &diffusers, PartNames parts = {});

    Table originals_, diffusers_;
};

/// The name that today's diffusers gives to a VAE tensor whose attention is named as before 2023 (query, proj_attn).
std::string current_vae_name(std::string_view name);

} // namespace sfumato::modelio
