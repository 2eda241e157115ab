// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"
#include "core/base/image.h"

namespace sfumato::image {

constexpr int outpaint_overlap = 16; ///< pixels of the old picture that are repainted along a new border

/// A picture with room to paint around it.
struct Canvas {
    Image picture; ///< the old picture among edge colours that blur with the distance
    Image mask;    ///< 255 in the new area, falling to 0 over the overlap inside the old picture
    Rect kept;     ///< where the old picture lies
};

/// Adds `sides` (each >= 0) to `picture`. The old pixels are bit-identical in the canvas; the mask reaches
/// `overlap` pixels into them, linearly, on the sides that grow, so that the seam can be repainted.
Canvas extend(const Image &picture, const Outpaint &sides, int overlap);

} // namespace sfumato::image
