// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "sdxl",
    .name = "Stable Diffusion XL",
    .specificity = 3,
    .matches = [](const Traits &t) { return t.text_time && t.in_channels == t.latent_channels; },
    .penultimate_text = true,
    .guidance = 7.0,
    .preview = sdxl_preview(),
    .source = "Podell et al. 2023, SDXL; Stability-AI/generative-models, configs/inference/sd_xl_base.yaml",
}};

} // namespace
} // namespace sfumato::families
