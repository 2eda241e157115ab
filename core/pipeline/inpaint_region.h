// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

namespace sfumato::pipeline {

/// Which part of a picture "only masked" works on, and at which size. Kept in the record, so that it can be replayed.
struct InpaintRegion {
    Rect crop;              ///< within the picture; contains the mask's box
    int process_width = 0;  ///< pixels the crop is resized to, a multiple of 8
    int process_height = 0; ///< likewise

    bool operator==(const InpaintRegion &) const = default;
};

/// The mask's box and `padding` pixels around it, widened to the aspect of the process size and moved inside the picture.
/// Where the picture is too narrow for that aspect the crop takes all of that side and the process size changes its
/// aspect instead, at about the same number of pixels; so the crop is squeezed by no more than the
/// rounding to 8, save strips so narrow that a side would fall below limits::min_side.
/// width, height: the picture's, >= 1; mask_box: inside it, an empty one stands for the whole picture;
/// padding >= 0, in pixels of the picture; target_w, target_h: pixels wanted, >= 8, rounded to multiples of 8.
/// Source: A1111 masking.py (expand_crop_region), which squeezes where we change the process size; spec 3.7.
InpaintRegion inpaint_region(int width, int height, const Rect &mask_box, int padding, int target_w, int target_h);

} // namespace sfumato::pipeline
