// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "sd2",
    .name = "Stable Diffusion 2",
    .specificity = 1,
    .matches = [](const Traits &t) { return t.in_channels == t.latent_channels && t.linear_projection && !t.v_prediction; },
    .preview = sd1_preview(),
    .source = "Stability-AI/stablediffusion, configs/stable-diffusion/v2-inference.yaml",
}};

} // namespace
} // namespace sfumato::families
