// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "sd2_inpaint",
    .name = "Stable Diffusion 2 inpainting",
    .specificity = 2,
    .matches = [](const Traits &t) { return t.in_channels == 2 * t.latent_channels + 1 && t.linear_projection && !t.text_time; },
    .concatenates_mask = true,
    .guidance = 7.5,
    .preview = sd1_preview(),
    .source = "Stability-AI/stablediffusion, configs/stable-diffusion/v2-inpainting-inference.yaml",
}};

} // namespace
} // namespace sfumato::families
