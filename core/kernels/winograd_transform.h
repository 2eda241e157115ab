// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/kernels/lanes.h"

/// The transforms of Winograd's F(4x4,3x3) on plain memory, vectorised over channels.
/// Source: Lavin & Gray 2016, arXiv:1509.09308, section 4 (interpolation at 0, +-1, +-2 and infinity).
namespace sfumato::kernels {

/// A channels-last map, [batch,height,width,channels] without gaps, cut into tiles of 4 x 4 outputs. The channels are
/// a multiple of 16; tiles are counted by picture, then row, then column; what lies outside the map is 0.
struct TiledMap {
    std::int64_t batch, height, width, channels;

    std::int64_t rows() const { return (height + 3) / 4; }
    std::int64_t columns() const { return (width + 3) / 4; }
    std::int64_t tiles() const { return batch * rows() * columns(); }
};

constexpr std::int64_t points = 36; ///< of a tile after the transform

/// Room for transformed tiles, [36 points, channels / 16, rows, 16]: row i is a tile, and a point begins every `stride` floats.
struct TileBuffer {
    float *data;
    std::int64_t rows, stride;
};

/// B^T d B of the 6 x 6 inputs around each of the tiles first..first+count-1, which become rows 0..count-1 of `to`.
void transform_inputs(const TiledMap &map, const float *from, std::int64_t first, std::int64_t count, const TileBuffer &to);

/// A^T m A: the tiles' 4 x 4 outputs from their 36 points, plus bias ([channels], or null).
void transform_outputs(const TiledMap &map, const TileBuffer &from, const float *bias, std::int64_t first, std::int64_t count, float *to);

/// A g A^T: the outputs' transform turned round, for gradients of weights. As transform_inputs, from 4 x 4 each.
void transform_gradients(const TiledMap &map, const float *from, std::int64_t first, std::int64_t count, const TileBuffer &to);

/// Where the weights of a 3 x 3 convolution lie: `out_step`, `in_step` and `tap_step` floats from one output channel,
/// input channel and tap to the next. A negative tap_step turns the kernel round. The channels are multiples of 16.
struct WeightMap {
    std::int64_t out, in, out_step, in_step, tap_step;
};

/// G g G^T. Panels first..last-1 of 16 output channels each go to `to`, [36, out/16, in, 16].
void transform_weights(const WeightMap &map, const float *from, std::int64_t first, std::int64_t last, float *to);

/// G^T m G: gradients of the weights from those of their 36 points, panels first..last-1 of `from`, laid out likewise.
void transform_weight_gradients(const WeightMap &map, const float *from, std::int64_t first, std::int64_t last, float *to);

} // namespace sfumato::kernels
