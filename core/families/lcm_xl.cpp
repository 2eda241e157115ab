// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "lcm_xl",
    .name = "Latent Consistency Model XL",
    .specificity = 4,
    .matches = [](const Traits &t) { return t.told_guidance && t.text_time && t.in_channels == t.latent_channels; },
    .penultimate_text = true,
    .steps = 4,
    .guidance = 8.0,
    .preview = sdxl_preview(),
    .source = "Luo et al. 2023, Latent Consistency Models; latent-consistency/lcm-sdxl",
}};

} // namespace
} // namespace sfumato::families
