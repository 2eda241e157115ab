// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "sd1_inpaint",
    .name = "Stable Diffusion 1 inpainting",
    .specificity = 1,
    .matches = [](const Traits &t) { return t.in_channels == 2 * t.latent_channels + 1; },
    .concatenates_mask = true,
    .guidance = 7.5,
    .preview = sd1_preview(),
    .source = "runwayml stable-diffusion-inpainting; diffusers pipeline_stable_diffusion_inpaint.py",
}};

} // namespace
} // namespace sfumato::families
