// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "lcm",
    .name = "Latent Consistency Model",
    .specificity = 4,
    .matches = [](const Traits &t) { return t.told_guidance && !t.text_time && t.in_channels == t.latent_channels; },
    .steps = 4,
    .guidance = 8.0,
    .preview = sd1_preview(),
    .source = "Luo et al. 2023, Latent Consistency Models; diffusers pipeline_latent_consistency_text2img.py",
}};

} // namespace
} // namespace sfumato::families
