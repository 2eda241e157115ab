// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/adapters/module_names.h"

#include <algorithm>
#include <string_view>

#include "core/modelio/key_map.h"

namespace sfumato::adapters {
namespace {

constexpr std::string_view weight_ending = ".weight";

std::string flat(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

std::string without_weight(const std::string &name) { return name.substr(0, name.size() - weight_ending.size()); }

/// Every module that has a weight.
template <typename Visit>
void for_modules(const WeightTable &weights, Visit visit) {
    for (const auto &[name, tensor] : weights)
        if (name.ends_with(weight_ending))
            visit(without_weight(name));
}

/// The old attention processors' names: "attn1.processor.to_q" is to_q, their to_out is to_out.0.
std::string without_processor(std::string name) {
    constexpr std::string_view middle = ".processor.";
    const std::size_t at = name.find(middle);
    if (at == std::string::npos)
        return name;
    name.replace(at, middle.size(), ".");
    return name.ends_with(".to_out") ? name + ".0" : name;
}

} // namespace

ModuleNames::ModuleNames(const Networks &networks) {
    add_unet(networks);
    if (networks.text.size() == 1)
        add_text(*networks.text[0], 1, {"lora_te_", "lora_te1_", "lycoris_"}, {"text_encoder.", "te."});
    if (networks.text.size() == 2) {
        add_text(*networks.text[0], 1, {"lora_te1_"}, {"text_encoder."});
        add_text(*networks.text[1], 2, {"lora_te2_"}, {"text_encoder_2."});
    }
}

void ModuleNames::add_unet(const Networks &networks) {
    const modelio::KeyMap map = modelio::KeyMap::unet(*networks.unet_config);
    for_modules(*networks.unet, [&](const std::string &name) {
        const Module module{0, name};
        add("lora_unet_" + flat(name), module);
        add("lycoris_" + flat(name), module);
        for (const char *prefix : {"", "unet.", "base_model.model.", "unet.base_model.model."})
            add(prefix + name, module);
        const auto original = map.to_original(name + std::string(weight_ending));
        if (!original)
            return;
        const std::string ldm = without_weight(*original);
        add("lora_unet_" + flat(ldm), module);
        for (const char *prefix : {"diffusion_model.", "model.diffusion_model."})
            add(prefix + ldm, module);
    });
}

void ModuleNames::add_text(const WeightTable &weights, int network, const std::vector<std::string> &flat_prefixes,
                           const std::vector<std::string> &dotted_prefixes) {
    constexpr std::string_view outer = "text_model.";
    for_modules(weights, [&](const std::string &name) {
        const Module module{network, name};
        for (const auto &prefix : flat_prefixes)
            add(prefix + flat(name), module);
        for (const auto &prefix : dotted_prefixes) {
            add(prefix + name, module);
            add(prefix + "base_model.model." + name, module);
            if (name.starts_with(outer)) // newer transformers leave it out
                add(prefix + name.substr(outer.size()), module);
        }
    });
}

const Module *ModuleNames::find(const std::string &name) const {
    const auto found = modules_.find(without_processor(name));
    return found == modules_.end() ? nullptr : &found->second;
}

} // namespace sfumato::adapters
