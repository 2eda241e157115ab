// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include <ATen/ATen.h>

#include "core/modelio/model_config.h"

namespace sfumato::adapters {

/// The weights of one network by diffusers' names; not copied.
using WeightTable = std::map<std::string, at::Tensor>;

/// The networks that adapters can change.
struct Networks {
    const WeightTable *unet = nullptr;
    const modelio::UNetConfig *unet_config = nullptr;
    std::vector<const WeightTable *> text; ///< one, or two for SDXL
};

/// A module of a network: which one, and its diffusers name without ".weight".
struct Module {
    int network = 0; ///< 0 = the U-Net, 1 + i = text encoder i
    std::string name;
};

/// Finds the module that a key of an adapter file means, in every style of writing. Names are looked up, never
/// taken apart: kohya's style writes every point as an underscore, which cannot be undone.
/// Source: spec 4.1; kohya sd-scripts, PEFT, diffusers loaders/lora_conversion_utils.py, LyCORIS.
class ModuleNames {
public:
    explicit ModuleNames(const Networks &networks);

    /// Null for a name that this model does not have.
    const Module *find(const std::string &name) const;

private:
    void add(const std::string &name, const Module &module) { modules_.emplace(name, module); }
    void add_unet(const Networks &networks);
    void add_text(const WeightTable &weights, int network, const std::vector<std::string> &flat, const std::vector<std::string> &dotted);

    std::unordered_map<std::string, Module> modules_;
};

} // namespace sfumato::adapters
