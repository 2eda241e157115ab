// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <ATen/ATen.h>

#include "core/base/cancel.h"

namespace sfumato {

/// How a map is cut: square tiles that share a width with their neighbours. In the map's own cells.
struct Tiling {
    int64_t tile = 64;    ///< side, at least 1
    int64_t overlap = 16; ///< least shared width, 0 to tile - 1
    int64_t margin = 0;   ///< of it, what a tile sees but has no say in, at each end; below overlap / 2

    bool operator==(const Tiling &) const = default;
};

/// A tile's place.
struct Window {
    int64_t top = 0, left = 0, height = 0, width = 0;

    /// This part of x ([...,h,w]); a view.
    at::Tensor of(const at::Tensor &x) const { return x.narrow(-2, top, height).narrow(-1, left, width); }
};

/// Where the tiles along one side of `cells` cells begin: evenly spread, so that all tiles are of one size and
/// neighbours share at least `overlap` cells. A single 0 where one tile suffices.
std::vector<int64_t> tile_starts(int64_t cells, const Tiling &tiling);
/// How many tiles a map is cut into.
int64_t tile_count(int64_t height, int64_t width, const Tiling &tiling);

/// A map of height x width cells made tile by tile, `factor` times as large, whose shared widths are blended by raised
/// cosines that sum to one everywhere. `make` makes [B,K,h*factor,w*factor] of a window; `take` is handed strip after
/// strip, from the top down, [B,K,rows,width*factor] fp32, beginning at row `top`: no more than a row of tiles is held.
/// Where one tile suffices the strip is exactly what was made. Not differentiable. Throws Failure{Cancelled} before any tile.
void make_in_strips(int64_t height, int64_t width, int64_t factor, const Tiling &tiling, const CancelToken &cancel,
                    const std::function<at::Tensor(const Window &)> &make,
                    const std::function<void(int64_t top, const at::Tensor &strip)> &take);

/// The same as a whole: [B,K,height*factor,width*factor] fp32.
at::Tensor make_in_tiles(int64_t height, int64_t width, int64_t factor, const Tiling &tiling, const CancelToken &cancel,
                         const std::function<at::Tensor(const Window &)> &make);

} // namespace sfumato
