// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/scenes/painter.h"
#include "core/scenes/random.h"

namespace sfumato::scenes {

/// The light of the hour: colours are multiplied by it, never below half.
struct Light {
    Colour tint{1, 1, 1}; ///< 0.5..1
    bool lamps = false;   ///< windows and lanterns are lit
};

/// Where an object stands: the middle of its foot and its height, in units of the picture's side.
struct Stand {
    Point foot;
    double height = 0.4;
};

/// Draws one object in its colour. Throws Failure{InvalidArgument} for an unknown kind or colour.
void draw_object(Painter &painter, const std::string &kind, const std::string &colour, const Stand &stand, const Light &light,
                 Random &random);

/// Whether it belongs into the air rather than on the ground.
bool floats(const std::string &kind);
/// Whether it needs water under it; on land it lies on a beach or a meadow all the same.
bool swims(const std::string &kind);

} // namespace sfumato::scenes
