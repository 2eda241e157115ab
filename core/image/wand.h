// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

namespace sfumato::image {

enum class WandReach {
    Connected, ///< what can be reached from the pixel through similar ones, up, down, left or right
    Everywhere
};

/// The magic wand: a mask of the pixels whose every channel, alpha included, differs by at most `tolerance` (0..255)
/// from the pixel at (x, y): 255, all others 0. (x, y) lies inside the picture, which has 1, 3 or 4 channels.
Image wand(const Image &picture, int x, int y, int tolerance, WandReach reach);

} // namespace sfumato::image
