// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/image.h"

namespace sfumato::scenes {

/// How strongly the colour changes at each pixel of an RGB picture, row by row: 0 to about 1000. Dark colours are lifted
/// first, so that night has outlines as day has, and a change of hue counts as one of brightness does.
/// sigma: of the blur in pixels that keeps 8-bit steps of a sky from becoming contours.
std::vector<float> colour_edges(const Image &picture, double sigma);

} // namespace sfumato::scenes
