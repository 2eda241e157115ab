// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/request.h"
#include "core/base/image.h"

namespace sfumato::image {

/// What the hole of a picture holds before denoising. picture: RGB; mask: same size, grey mixes by its weight.
///   Original  the picture itself
///   Blur      the colours around, blurred into the hole
///   Colour    the mean colour of a rim of 8 pixels around the hole
///   Noise, Zero  mid-grey; the pipeline does the rest in the latent
/// Where the mask is 0 the picture is bit-identical; a mask that covers everything leaves mid-grey for Blur and Colour.
/// Source: A1111 masking.py (fill): blurs of radius x repeats 256x1, 64x1, 16x2, 4x4, 2x2, 0x1; dialect 4.7.
Image fill_hole(const Image &picture, const Image &mask, Fill fill);

} // namespace sfumato::image
