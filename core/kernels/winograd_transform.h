// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

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

constexpr std::int64_t channel_block = 16;
constexpr std::int64_t points = 36; ///< of a tile after the transform

/// B^T d B of the 6 x 6 inputs around each tile. Tiles first..first+count-1 go to `to`, where point p of the i-th
/// begins at p * stride + i * channels.
void transform_inputs(const TiledMap &map, const float *from, std::int64_t first, std::int64_t count, float *to, std::int64_t stride);

/// A^T m A: the tiles' 4 x 4 outputs from their 36 points, plus bias ([channels], or null).
void transform_outputs(const TiledMap &map, const float *from, std::int64_t stride, const float *bias, std::int64_t first, std::int64_t count, float *to);

/// A g A^T: the outputs' transform turned round, for gradients of weights. As transform_inputs, from 4 x 4 each.
void transform_gradients(const TiledMap &map, const float *from, std::int64_t first, std::int64_t count, float *to, std::int64_t stride);

} // namespace sfumato::kernels
