// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/scenes/objects.h"

namespace sfumato::scenes {

/// What the place offers to objects.
struct Ground {
    double horizon = 0.55; ///< where sky and ground meet, of the picture's side
    bool water = false;    ///< the ground is water
    Light light;
};

/// Draws sky, distance and ground. Throws Failure{InvalidArgument} for an unknown setting or time.
Ground draw_backdrop(Painter &painter, const std::string &setting, const std::string &time, Random &random);

} // namespace sfumato::scenes
