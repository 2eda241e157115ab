// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

namespace sfumato::image {

enum class Resample {
    Nearest, ///< no new values; pixel i of n takes pixel floor(i * old / n)
    Smooth,  ///< area average along a side that shrinks, Lanczos (8 taps) along one that grows
};

/// `source` at w x h pixels, any number of channels. Colours of RGBA are weighted by alpha, so that what is
/// transparent does not bleed. The same size gives the same picture. w, h >= 1; source not empty.
Image resize(const Image &source, int w, int h, Resample how);

} // namespace sfumato::image
