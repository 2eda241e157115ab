// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/base/cancel.h"
#include "core/vae/autoencoder.h"

namespace sfumato::vae {

/// How a map is cut: square tiles that share a margin with their neighbours. In latent cells.
struct Tiling {
    int64_t tile = 64;    ///< side, at least 1
    int64_t overlap = 16; ///< least shared width, 0 to tile - 1; from 16 cells on seams stay invisible

    bool operator==(const Tiling &) const = default;
};

/// Where the tiles along one side of `cells` cells begin: evenly spread, so that all tiles are of one size and
/// neighbours share at least `overlap` cells. A single 0 where one tile suffices.
std::vector<int64_t> tile_starts(int64_t cells, const Tiling &tiling);

/// Enlarges x ([B,C,h,w], an image at a time as the caller likes) tile by tile and blends the shared margins by
/// raised cosines, which sum to one everywhere. `enlarge` makes [B,K,h*factor,w*factor] of [B,C,h,w].
/// Returns fp32 in the tiles' device. Where one tile suffices the result is exactly that of `enlarge`.
/// Not differentiable. Throws Failure{Cancelled} before any tile.
at::Tensor enlarge_in_tiles(const at::Tensor &x, int64_t factor, const Tiling &tiling, const CancelToken &cancel,
                            const std::function<at::Tensor(const at::Tensor &)> &enlarge);

/// Decodes images one by one, so that memory does not grow with the batch and an image is the same in any.
/// latent: [B,C,h,w], unscaled, in the network's dtype; tiling: empty = each image whole.
/// Returns [B,3,H,W] fp32, about -1..1. Not differentiable. Throws Failure{Cancelled} before any image or tile.
at::Tensor decode(const Autoencoder &vae, const at::Tensor &latent, const std::optional<Tiling> &tiling = {},
                  const CancelToken &cancel = {});

/// Bytes needed at the peak of decoding one image of h x w cells, weights not counted: an estimate from the widths
/// of the levels. SD1's autoencoder on a CPU stayed 10 to 35 % below it, in fp32 and bf16.
int64_t decode_bytes(const modelio::VaeConfig &config, int64_t h, int64_t w, at::ScalarType dtype);

/// Empty where one image of h x w cells can be decoded whole within `budget` bytes, else the largest tiles that can.
/// Where even the smallest tiles are too large those are returned: the attempt may still succeed.
std::optional<Tiling> choose_tiling(const modelio::VaeConfig &config, int64_t h, int64_t w, at::ScalarType dtype,
                                    int64_t budget);

} // namespace sfumato::vae
