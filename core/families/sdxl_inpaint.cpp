// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "sdxl_inpaint",
    .name = "Stable Diffusion XL inpainting",
    .specificity = 3,
    .matches = [](const Traits &t) { return t.text_time && t.in_channels == 2 * t.latent_channels + 1; },
    .penultimate_text = true,
    .concatenates_mask = true,
    .guidance = 7.0,
    .preview = sdxl_preview(),
    .source = "diffusers pipeline_stable_diffusion_xl_inpaint.py",
}};

} // namespace
} // namespace sfumato::families
