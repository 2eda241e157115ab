// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

#include "core/base/cancel.h"
#include "core/base/image.h"
#include "core/torch/tiles.h"
#include "core/upscale/network.h"

namespace sfumato::upscale {

/// Told after each tile: how many of how many are done.
using TileProgress = std::function<void(int done, int total)>;

/// Tiles that a network works through within `budget` bytes, for a picture of this size; where even the smallest are too
/// large those are returned. A tile sees 12 pixels beyond what it has a say in, which is more than shows.
Tiling choose_tiles(const modelio::UpscalerShape &shape, int width, int height, std::int64_t budget);

/// Of the memory that is left, what tiles may use: beyond a gigabyte they only push others out.
std::int64_t usual_budget(std::int64_t left);

/// What a network made of `source`, at the size that `scale` asks for (0 = as it is): averaged down or resampled up.
Image at_scale(Image enlarged, const Image &source, double scale);

/// Enlarges an RGB or RGBA picture by the network's factor. Colours under full transparency, which nobody sees, are
/// filled from their surroundings first, so that they do not bleed; the alpha is enlarged by resampling.
/// Pictures whose sides the network cannot fold are reflected at their right and lower borders.
/// Errors: LimitExceeded where the result would be too large. Throws Failure{Cancelled} before any tile,
/// Failure{Internal} where the network's values are not numbers.
Result<Image> enlarge(const Network &network, const Image &picture, const Tiling &tiling, const CancelToken &cancel,
                      const TileProgress &progress);

} // namespace sfumato::upscale
