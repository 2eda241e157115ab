// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/kernels/winograd_transform.h"

/// The matrix products between the transforms: 36 of them, one for each point of a tile. Matrices lie in panels of 16
/// columns, so that what is multiplied comes from neighbouring cache lines whatever the number of channels.
/// A general library's batched product copies both sides first, which costs more than these small products themselves.
namespace sfumato::kernels {

/// Rows of a block that stays in registers; tiles are taken in multiples of it.
constexpr std::int64_t row_block = 12;

/// to[p,t,k] = sum over c of from[p,t,c] * weight[p,c,k], t < count, a multiple of row_block.
/// weight: [36, out/16, in, 16], floats; in and out are the channels, multiples of 16.
void multiply_tiles(const TileBuffer &from, std::int64_t in, const float *weight, const TileBuffer &to, std::int64_t out, std::int64_t count);

/// Whether what stands in memory is a sum to go on with, or nothing yet.
enum class Sum { Begins, Continues };

/// sum[p,c,k] += sum over t of inputs[p,t,c] * gradients[p,t,k], t < count. sum: as a weight.
void add_tile_products(const TileBuffer &inputs, std::int64_t in, const TileBuffer &gradients, std::int64_t out, std::int64_t count, Sum before, float *sum);

} // namespace sfumato::kernels
