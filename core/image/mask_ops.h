// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/request.h"
#include "core/base/image.h"

/// Masks are pictures of 1 channel: 0 = keep, 255 = repaint, between = partly.
namespace sfumato::image {

/// The mask a picture stands for: its grey value, or its alpha where it has an alpha that says something
/// (any pixel not opaque). Grey of RGB by Rec. 601, as PIL: (299 R + 587 G + 114 B) / 1000.
Image mask_from(const Image &picture);

/// Grows (px > 0) or shrinks (px < 0) by a disc of that radius; beyond the border the mask goes on as at the border.
/// Grey masks take the largest or smallest value within the disc. Time: linear in the pixels
/// times the smaller of 2 |px| + 1 and the number of levels in use.
Image grow(const Image &mask, int px);

/// Gaussian blur, sigma in pixels, kernel 2 int(2.5 sigma + 0.5) + 1 wide, mirrored at the border without repeating it.
/// sigma <= 0 gives the mask itself. Source: A1111 processing.py (create_binary_mask, mask blur); dialect 4.7.
Image blur(const Image &mask, double sigma);

/// 255 from `threshold` on, 0 below.
Image binarise(const Image &mask, int threshold = 128);

Image invert(const Image &mask);

/// The smallest rectangle with every pixel above 0 in it; empty where there is none.
Rect bounding_box(const Image &mask);

/// The mask's mean, 0..1: the share of the picture that is repainted.
double coverage(const Image &mask);

/// A mask as numbers, row by row, 0..1; 1 = repaint. Usually one value a latent cell.
struct MaskField {
    int width = 0;
    int height = 0;
    std::vector<float> values; ///< height * width

    bool operator==(const MaskField &) const = default;
};

enum class Grey {
    Keep,    ///< grey stays a fraction
    ToHalves ///< 0 below one half, 1 from there on
};

/// The mask at `factor` pixels a cell; the mask's sides are multiples of `factor`.
/// Nearest takes pixel (factor x, factor y), as torch's interpolate(mode="nearest"); Area the mean; Max the largest.
/// Grey::ToHalves is applied last, to the cells.
MaskField mask_to_latent(const Image &mask, int factor, MaskResample how, Grey grey = Grey::Keep);

} // namespace sfumato::image
