// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/winograd_transform.h"

#include <algorithm>

#include "core/kernels/lanes.h"

namespace sfumato::kernels {
namespace {

/// B^T times a column of six.
[[gnu::always_inline]] inline void input_column(const Lane *d, std::int64_t step, Lane *to, std::int64_t to_step) {
    const Lane a = d[4 * step] - 4.0f * d[2 * step], b = d[3 * step] - 4.0f * d[step];
    const Lane c = d[4 * step] - d[2 * step], e = 2.0f * (d[3 * step] - d[step]);
    to[0] = 4.0f * d[0] - 5.0f * d[2 * step] + d[4 * step];
    to[to_step] = a + b;
    to[2 * to_step] = a - b;
    to[3 * to_step] = c + e;
    to[4 * to_step] = c - e;
    to[5 * to_step] = 4.0f * d[step] - 5.0f * d[3 * step] + d[5 * step];
}

/// A^T times a column of six: four.
[[gnu::always_inline]] inline void output_column(const Lane *m, std::int64_t step, Lane *to, std::int64_t to_step) {
    const Lane sum = m[step] + m[2 * step], difference = m[step] - m[2 * step];
    const Lane far_sum = m[3 * step] + m[4 * step], far_difference = m[3 * step] - m[4 * step];
    to[0] = m[0] + sum + far_sum;
    to[to_step] = difference + 2.0f * far_difference;
    to[2 * to_step] = sum + 4.0f * far_sum;
    to[3 * to_step] = difference + 8.0f * far_difference + m[5 * step];
}

/// A times a column of four: six.
[[gnu::always_inline]] inline void gradient_column(const Lane *g, std::int64_t step, Lane *to, std::int64_t to_step) {
    const Lane even = g[0] + g[2 * step], odd = g[step] + g[3 * step];
    const Lane far_even = g[0] + 4.0f * g[2 * step], far_odd = 2.0f * g[step] + 8.0f * g[3 * step];
    to[0] = g[0];
    to[to_step] = even + odd;
    to[2 * to_step] = even - odd;
    to[3 * to_step] = far_even + far_odd;
    to[4 * to_step] = far_even - far_odd;
    to[5 * to_step] = g[3 * step];
}

/// G times a column of three: six.
[[gnu::always_inline]] inline void weight_column(const Lane *g, std::int64_t step, Lane *to, std::int64_t to_step) {
    const Lane outer = (g[0] + g[2 * step]) * (1.0f / 6), middle = g[step] * (1.0f / 6);
    const Lane far_outer = g[0] * (1.0f / 24) + g[2 * step] * (1.0f / 6), far_middle = g[step] * (1.0f / 12);
    to[0] = g[0] * 0.25f;
    to[to_step] = -outer - middle;
    to[2 * to_step] = middle - outer;
    to[3 * to_step] = far_outer + far_middle;
    to[4 * to_step] = far_outer - far_middle;
    to[5 * to_step] = g[2 * step];
}

/// G^T times a column of six: three.
[[gnu::always_inline]] inline void weight_gradient_column(const Lane *m, std::int64_t step, Lane *to, std::int64_t to_step) {
    const Lane sum = (m[step] + m[2 * step]) * (1.0f / 6), far_sum = m[3 * step] + m[4 * step];
    to[0] = m[0] * 0.25f - sum + far_sum * (1.0f / 24);
    to[to_step] = (m[2 * step] - m[step]) * (1.0f / 6) + (m[3 * step] - m[4 * step]) * (1.0f / 12);
    to[2 * to_step] = far_sum * (1.0f / 6) - sum + m[5 * step];
}

/// One float of a vector, which a compiler keeps apart from whole vectors only through memory.
[[gnu::always_inline]] inline float &lane_of(Lane *p, std::int64_t index) { return reinterpret_cast<float *>(p)[index]; }

struct Corner {
    std::int64_t picture, y, x;
};

[[gnu::always_inline]] inline Corner corner_of(const TiledMap &map, std::int64_t tile) {
    const std::int64_t columns = map.columns(), each = map.rows() * columns;
    return {tile / each, 4 * (tile % each / columns), 4 * (tile % columns)};
}

/// The side x side values from (y, x) on, which may lie outside: there 0.
template <int side>
[[gnu::always_inline]] inline void read_patch(const TiledMap &map, const float *from, const Corner &corner, std::int64_t y0, std::int64_t x0, std::int64_t channel, Lane *patch) {
    for (int i = 0; i < side; ++i)
        for (int j = 0; j < side; ++j) {
            const std::int64_t y = y0 + i, x = x0 + j;
            const bool inside = y >= 0 && y < map.height && x >= 0 && x < map.width;
            patch[i * side + j] = inside ? lane(from + ((corner.picture * map.height + y) * map.width + x) * map.channels + channel) : Lane{};
        }
}

} // namespace

SFUMATO_WIDEST
void transform_inputs(const TiledMap &map, const float *from, std::int64_t first, std::int64_t count, const TileBuffer &to) {
    for (std::int64_t i = 0; i < count; ++i) {
        const Corner corner = corner_of(map, first + i);
        for (std::int64_t channel = 0; channel < map.channels; channel += channel_block) {
            alignas(64) Lane patch[36], half[36], done[36];
            read_patch<6>(map, from, corner, corner.y - 1, corner.x - 1, channel, patch);
            for (int j = 0; j < 6; ++j)
                input_column(patch + j, 6, half + j, 6);
            for (int j = 0; j < 6; ++j)
                input_column(half + 6 * j, 1, done + 6 * j, 1);
            for (std::int64_t p = 0; p < points; ++p)
                lane(to.data + p * to.stride + channel * to.rows + i * channel_block) = done[p];
        }
    }
}

SFUMATO_WIDEST
void transform_gradients(const TiledMap &map, const float *from, std::int64_t first, std::int64_t count, const TileBuffer &to) {
    for (std::int64_t i = 0; i < count; ++i) {
        const Corner corner = corner_of(map, first + i);
        for (std::int64_t channel = 0; channel < map.channels; channel += channel_block) {
            alignas(64) Lane patch[16], half[24], done[36];
            read_patch<4>(map, from, corner, corner.y, corner.x, channel, patch);
            for (int j = 0; j < 4; ++j)
                gradient_column(patch + j, 4, half + j, 4);
            for (int j = 0; j < 6; ++j)
                gradient_column(half + 4 * j, 1, done + 6 * j, 1);
            for (std::int64_t p = 0; p < points; ++p)
                lane(to.data + p * to.stride + channel * to.rows + i * channel_block) = done[p];
        }
    }
}

SFUMATO_WIDEST
void transform_outputs(const TiledMap &map, const TileBuffer &from, const float *bias, std::int64_t first, std::int64_t count, float *to) {
    for (std::int64_t i = 0; i < count; ++i) {
        const Corner corner = corner_of(map, first + i);
        const std::int64_t rows = std::min<std::int64_t>(4, map.height - corner.y), columns = std::min<std::int64_t>(4, map.width - corner.x);
        for (std::int64_t channel = 0; channel < map.channels; channel += channel_block) {
            alignas(64) Lane given[36], half[24], done[16];
            for (std::int64_t p = 0; p < points; ++p)
                given[p] = lane(from.data + p * from.stride + channel * from.rows + i * channel_block);
            for (int j = 0; j < 6; ++j)
                output_column(given + j, 6, half + j, 6);
            for (int j = 0; j < 4; ++j)
                output_column(half + 6 * j, 1, done + 4 * j, 1);
            const Lane shift = bias ? lane(bias + channel) : Lane{};
            for (std::int64_t y = 0; y < rows; ++y)
                for (std::int64_t x = 0; x < columns; ++x)
                    lane(to + ((corner.picture * map.height + corner.y + y) * map.width + corner.x + x) * map.channels + channel) = done[4 * y + x] + shift;
        }
    }
}

SFUMATO_WIDEST
void transform_weights(const WeightMap &map, const float *from, std::int64_t first, std::int64_t last, float *to) {
    from -= map.tap_step < 0 ? 8 * map.tap_step : 0;
    for (std::int64_t panel = first; panel < last; ++panel)
        for (std::int64_t c = 0; c < map.in; ++c) {
            alignas(64) Lane taps[9], half[18], done[36];
            const float *read = from + panel * channel_block * map.out_step + c * map.in_step;
            for (std::int64_t k = 0; k < channel_block; ++k)
                for (std::int64_t tap = 0; tap < 9; ++tap)
                    lane_of(taps + tap, k) = read[k * map.out_step + tap * map.tap_step];
            for (int j = 0; j < 3; ++j)
                weight_column(taps + j, 3, half + j, 3);
            for (int j = 0; j < 6; ++j)
                weight_column(half + 3 * j, 1, done + 6 * j, 1);
            for (std::int64_t p = 0; p < points; ++p)
                lane(to + (p * map.out / channel_block + panel) * map.in * channel_block + c * channel_block) = done[p];
        }
}

SFUMATO_WIDEST
void transform_weight_gradients(const WeightMap &map, const float *from, std::int64_t first, std::int64_t last, float *to) {
    for (std::int64_t panel = first; panel < last; ++panel)
        for (std::int64_t c = 0; c < map.in; ++c) {
            alignas(64) Lane given[36], half[18], taps[9];
            for (std::int64_t p = 0; p < points; ++p)
                given[p] = lane(from + (p * map.out / channel_block + panel) * map.in * channel_block + c * channel_block);
            for (int j = 0; j < 6; ++j)
                weight_gradient_column(given + j, 6, half + j, 6);
            for (int j = 0; j < 3; ++j)
                weight_gradient_column(half + 6 * j, 1, taps + 3 * j, 1);
            float *write = to + panel * channel_block * map.out_step + c * map.in_step;
            for (std::int64_t k = 0; k < channel_block; ++k)
                for (std::int64_t tap = 0; tap < 9; ++tap)
                    write[k * map.out_step + tap * map.tap_step] = lane_of(taps + tap, k);
        }
}

} // namespace sfumato::kernels
