// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "sd1",
    .name = "Stable Diffusion 1",
    .specificity = 0,
    .matches = [](const Traits &t) { return t.in_channels == t.latent_channels && !t.v_prediction; },
    .guidance = 7.5,
    .preview = sd1_preview(),
    .source = "CompVis/stable-diffusion, configs/stable-diffusion/v1-inference.yaml",
}};

} // namespace
} // namespace sfumato::families
