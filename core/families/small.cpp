// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/families/family.h"

namespace sfumato::families {
namespace {

const Registration registration{Family{
    .id = "small",
    .name = "Sfumato small",
    .specificity = 2,
    .matches = [](const Traits &t) { return t.own_description && t.in_channels == t.latent_channels; },
    .steps = 20,
    .guidance = 4.0,
    .source = "this project's trainer, core/train",
}};

} // namespace
} // namespace sfumato::families
