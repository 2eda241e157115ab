// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "sdxl_refiner",
    .name = "Stable Diffusion XL refiner",
    .specificity = 4,
    .matches = [](const Traits &t) { return t.text_time && t.one_text && t.in_channels == t.latent_channels; },
    .penultimate_text = true,
    .guidance = 5.0,
    .preview = sdxl_preview(),
    .source = "Podell et al. 2023, SDXL, section 2.5; Stability-AI/generative-models, configs/inference/sd_xl_refiner.yaml",
}};

} // namespace
} // namespace sfumato::families
