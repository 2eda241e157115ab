// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "ip2p",
    .name = "InstructPix2Pix",
    .specificity = 2,
    .matches = [](const Traits &t) { return t.in_channels == 2 * t.latent_channels && !t.text_time; },
    .concatenates_picture = true,
    .guidance = 7.5,
    .image_guidance = 1.5,
    .preview = sd1_preview(),
    .source = "Brooks et al. 2022; diffusers pipeline_stable_diffusion_instruct_pix2pix.py",
}};

} // namespace
} // namespace sfumato::families
