// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/winograd_product.h"

#include "core/kernels/processor.h"

namespace sfumato::kernels {
namespace {

typedef float Wide __attribute__((vector_size(64), aligned(4), may_alias));
typedef float Half __attribute__((vector_size(32), aligned(4), may_alias));

template <typename Vector>
constexpr int lanes = sizeof(Vector) / sizeof(float);

/// The part of a block of `columns` vectors that begins at vector j: a panel is 16 floats wide.
template <typename Vector>
[[gnu::always_inline]] inline std::int64_t column_offset(int j, std::int64_t panel) {
    return j * lanes<Vector> / channel_block * panel + j * lanes<Vector> % channel_block;
}

/// rows x (columns vectors) of a sum, in registers; in memory its rows are neighbours and a panel is `panel` floats away.
template <typename Vector, int rows, int columns>
struct Block {
    Vector sum[rows][columns] = {};

    [[gnu::always_inline]] void read(const float *from, std::int64_t panel) {
#pragma GCC unroll 16
        for (int i = 0; i < rows; ++i)
#pragma GCC unroll 4
            for (int j = 0; j < columns; ++j)
                sum[i][j] = *reinterpret_cast<const Vector *>(from + i * channel_block + column_offset<Vector>(j, panel));
    }

    /// Adds the product of a column, whose values stand `step` floats apart, and a row of `columns` vectors.
    [[gnu::always_inline]] void add_product(const float *column, std::int64_t step, const float *row_from, std::int64_t panel) {
        Vector row[columns];
#pragma GCC unroll 4
        for (int j = 0; j < columns; ++j)
            row[j] = *reinterpret_cast<const Vector *>(row_from + column_offset<Vector>(j, panel));
#pragma GCC unroll 16
        for (int i = 0; i < rows; ++i)
#pragma GCC unroll 4
            for (int j = 0; j < columns; ++j)
                sum[i][j] += column[i * step] * row[j];
    }

    [[gnu::always_inline]] void write(float *to, std::int64_t panel) const {
#pragma GCC unroll 16
        for (int i = 0; i < rows; ++i)
#pragma GCC unroll 4
            for (int j = 0; j < columns; ++j)
                *reinterpret_cast<Vector *>(to + i * channel_block + column_offset<Vector>(j, panel)) = sum[i][j];
    }
};

/// A block of the product, summed over all channels.
template <typename Vector, int rows, int columns>
[[gnu::always_inline]] inline void multiply_block(const float *left, std::int64_t left_panel, const float *right, std::int64_t right_panel,
                                                  std::int64_t in, float *to, std::int64_t to_panel) {
    Block<Vector, rows, columns> block;
    for (std::int64_t panel = 0; panel < in; panel += channel_block, left += left_panel)
        for (int c = 0; c < channel_block; ++c, right += channel_block)
            block.add_product(left + c, channel_block, right, right_panel);
    block.write(to, to_panel);
}

template <typename Vector, int rows, int columns>
[[gnu::always_inline]] inline void multiply(const TileBuffer &from, std::int64_t in, const float *weight, const TileBuffer &to, std::int64_t out, std::int64_t count) {
    constexpr int width = columns * lanes<Vector>;
    static_assert(row_block % rows == 0);
    const std::int64_t from_panel = from.rows * channel_block, to_panel = to.rows * channel_block, weight_panel = in * channel_block;
    for (std::int64_t p = 0; p < points; ++p) {
        const float *left = from.data + p * from.stride, *right = weight + p * in * out;
        float *product = to.data + p * to.stride;
        std::int64_t k = 0;
        for (; k + width <= out; k += width)
            for (std::int64_t t = 0; t < count; t += rows)
                multiply_block<Vector, rows, columns>(left + t * channel_block, from_panel, right + k * in, weight_panel, in,
                                                      product + k * to.rows + t * channel_block, to_panel);
        if constexpr (width > channel_block)
            for (; k < out; k += channel_block)
                for (std::int64_t t = 0; t < count; t += rows)
                    multiply_block<Vector, rows, columns / 2>(left + t * channel_block, from_panel, right + k * in, weight_panel, in,
                                                              product + k * to.rows + t * channel_block, to_panel);
    }
}

/// A block of the sum, rows of channels in and vectors of channels out, over all tiles.
template <typename Vector, int rows, int columns>
[[gnu::always_inline]] inline void add_block(const float *left, const float *right, std::int64_t right_panel, std::int64_t count, Sum before, float *to, std::int64_t to_panel) {
    Block<Vector, rows, columns> block;
    if (before == Sum::Continues)
        block.read(to, to_panel);
    for (std::int64_t t = 0; t < count; ++t, left += channel_block, right += channel_block)
        block.add_product(left, 1, right, right_panel);
    block.write(to, to_panel);
}

template <typename Vector, int rows, int columns>
[[gnu::always_inline]] inline void add_products(const TileBuffer &inputs, std::int64_t in, const TileBuffer &gradients, std::int64_t out, std::int64_t count, Sum before, float *sum) {
    constexpr int width = columns * lanes<Vector>;
    static_assert(channel_block % rows == 0);
    const std::int64_t gradient_panel = gradients.rows * channel_block, sum_panel = in * channel_block;
    for (std::int64_t p = 0; p < points; ++p)
        for (std::int64_t c = 0; c < in; c += rows) {
            const float *left = inputs.data + p * inputs.stride + c / channel_block * inputs.rows * channel_block + c % channel_block;
            const float *right = gradients.data + p * gradients.stride;
            float *to = sum + p * in * out + c * channel_block;
            std::int64_t k = 0;
            for (; k + width <= out; k += width)
                add_block<Vector, rows, columns>(left, right + k * gradients.rows, gradient_panel, count, before, to + k * in, sum_panel);
            if constexpr (width > channel_block)
                for (; k < out; k += channel_block)
                    add_block<Vector, rows, columns / 2>(left, right + k * gradients.rows, gradient_panel, count, before, to + k * in, sum_panel);
        }
}

// A block fills the registers of its processor: 32 of 16 floats, or 16 of 8.
#if defined(__x86_64__)
[[gnu::target("avx512f")]] void multiply_avx512(const TileBuffer &from, std::int64_t in, const float *weight, const TileBuffer &to, std::int64_t out, std::int64_t count) {
    multiply<Wide, 12, 2>(from, in, weight, to, out, count);
}

[[gnu::target("avx2,fma")]] void multiply_avx2(const TileBuffer &from, std::int64_t in, const float *weight, const TileBuffer &to, std::int64_t out, std::int64_t count) {
    multiply<Half, 6, 2>(from, in, weight, to, out, count);
}

[[gnu::target("avx512f")]] void add_avx512(const TileBuffer &inputs, std::int64_t in, const TileBuffer &gradients, std::int64_t out, std::int64_t count, Sum before, float *sum) {
    add_products<Wide, 8, 2>(inputs, in, gradients, out, count, before, sum);
}

[[gnu::target("avx2,fma")]] void add_avx2(const TileBuffer &inputs, std::int64_t in, const TileBuffer &gradients, std::int64_t out, std::int64_t count, Sum before, float *sum) {
    add_products<Half, 4, 2>(inputs, in, gradients, out, count, before, sum);
}
#endif

} // namespace

void multiply_tiles(const TileBuffer &from, std::int64_t in, const float *weight, const TileBuffer &to, std::int64_t out, std::int64_t count) {
#if defined(__x86_64__)
    switch (processor_vectors()) {
    case Vectors::Avx512: return multiply_avx512(from, in, weight, to, out, count);
    case Vectors::Avx2: return multiply_avx2(from, in, weight, to, out, count);
    case Vectors::None: break;
    }
#endif
    multiply<Half, 2, 2>(from, in, weight, to, out, count);
}

void add_tile_products(const TileBuffer &inputs, std::int64_t in, const TileBuffer &gradients, std::int64_t out, std::int64_t count, Sum before, float *sum) {
#if defined(__x86_64__)
    switch (processor_vectors()) {
    case Vectors::Avx512: return add_avx512(inputs, in, gradients, out, count, before, sum);
    case Vectors::Avx2: return add_avx2(inputs, in, gradients, out, count, before, sum);
    case Vectors::None: break;
    }
#endif
    add_products<Half, 2, 2>(inputs, in, gradients, out, count, before, sum);
}

} // namespace sfumato::kernels
