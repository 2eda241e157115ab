// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

namespace sfumato::image {

/// The weights by which a result is laid over its original: `painted`, falling off towards its edge over about
/// `feather` pixels, inwards only. No pixel that is 0 in `painted` gets a weight, and no pixel a larger one than it has
/// there. feather <= 0 gives `painted` itself; what is thinner than the feather keeps its full weight in the middle.
/// The border of the picture is no edge.
Image composite_mask(const Image &painted, double feather);

/// original + (result - original) * mask / 255, rounded. Where the mask is 0 bit-identical to `original`, where it is
/// 255 to `result`. All of one size; the two pictures of the same number of channels.
Image composite(const Image &original, const Image &result, const Image &mask);

/// Copies `part` into `whole` with its corner at (x, y); what lies outside `whole` is left out. Same channels.
void paste(Image &whole, const Image &part, int x, int y);

/// The part of `picture` within `box`, which lies inside it and is not empty.
Image crop(const Image &picture, const Rect &box);

} // namespace sfumato::image
