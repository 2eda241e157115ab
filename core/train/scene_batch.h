// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/scenes/scene.h"

namespace sfumato::train {

using scenes::held_out_scene;
using scenes::Telling;

/// Random scenes as a network sees them, one a seed.
struct SceneBatch {
    at::Tensor pictures; ///< [B,3,size,size] fp32 in -1..1
    at::Tensor subjects; ///< [B,1,size,size] fp32 0..1: where an object is
};
/// Thread: any.
SceneBatch scene_batch(const std::vector<std::uint64_t> &seeds, int size);

/// The pictures alone.
at::Tensor scene_pictures(const std::vector<std::uint64_t> &seeds, int size);

/// One of the captions of the scene of this seed; `variant` chooses which.
std::string scene_caption(std::uint64_t seed, std::uint64_t variant, Telling telling = Telling::Some);

} // namespace sfumato::train
