// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/scenes/scene.h"

namespace sfumato::train {

using scenes::held_out_scene;

/// Pictures of random scenes as a network sees them: [B,3,size,size] fp32 in -1..1, one a seed. Thread: any.
at::Tensor scene_pictures(const std::vector<std::uint64_t> &seeds, int size);

/// One of the captions of the scene of this seed; `variant` chooses which.
std::string scene_caption(std::uint64_t seed, std::uint64_t variant);

} // namespace sfumato::train
