// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/winograd_conv.h"

#include <algorithm>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include "core/kernels/winograd_product.h"

namespace sfumato::kernels {
namespace {

/// Bytes of transformed tiles that one thread works on at a time: they should stay in its cache.
constexpr int64_t scratch_bytes = 512 << 10;

/// Tiles whose products are added up before the sum of a weight's gradient goes back to memory, at least.
constexpr int64_t gradient_rows = 48;

TiledMap map_of(const at::Tensor &x) { return {x.size(0), x.size(2), x.size(3), x.size(1)}; }

/// Tiles that are worked on at once, a multiple of row_block. Never a matter of the number of threads: the same picture
/// must come out on any machine.
int64_t tiles_at_once(int64_t tiles, int64_t channels, int64_t least) {
    const int64_t fitting = scratch_bytes / (points * channels * static_cast<int64_t>(sizeof(float)));
    const int64_t wanted = std::clamp<int64_t>(fitting, least, std::max(least, (tiles + 3) / 4));
    return (wanted + row_block - 1) / row_block * row_block;
}

/// Transformed tiles and the memory they lie in. The gap between points keeps them from all falling into the same sets
/// of the cache.
struct Scratch {
    Scratch(int64_t rows, int64_t channels)
        : memory(at::empty({points * (rows * channels + channel_block)}, at::kFloat)),
          tiles{memory.data_ptr<float>(), rows, rows * channels + channel_block} {}

    at::Tensor memory;
    TileBuffer tiles;
};

/// Rows that fill up the last block of the products: what stands in them is multiplied, never read.
void clear_rows(const TileBuffer &tiles, int64_t channels, int64_t begin, int64_t end) {
    for (int64_t p = 0; p < points && begin < end; ++p)
        for (int64_t c = 0; c < channels; c += channel_block)
            std::fill_n(tiles.data + p * tiles.stride + (c * tiles.rows + begin * channel_block), (end - begin) * channel_block, 0.0f);
}

at::Tensor transformed(const at::Tensor &weight, const WeightMap &map) {
    auto result = at::empty({points, map.out / channel_block, map.in, channel_block}, at::kFloat);
    const float *read = weight.const_data_ptr<float>();
    float *written = result.data_ptr<float>();
    at::parallel_for(0, map.out / channel_block, 1, [&](int64_t begin, int64_t end) { transform_weights(map, read, begin, end, written); });
    return result;
}

} // namespace

at::Tensor winograd_weight(const at::Tensor &weight) {
    const int64_t k = weight.size(0), c = weight.size(1);
    return transformed(weight.contiguous(), {.out = k, .in = c, .out_step = 9 * c, .in_step = 9, .tap_step = 1});
}

at::Tensor winograd_transposed_weight(const at::Tensor &weight) {
    const int64_t k = weight.size(0), c = weight.size(1);
    return transformed(weight.contiguous(), {.out = c, .in = k, .out_step = 9, .in_step = 9 * c, .tap_step = -1});
}

at::Tensor winograd_conv(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias) {
    const auto input = x.contiguous(at::MemoryFormat::ChannelsLast);
    const TiledMap from = map_of(input), to{from.batch, from.height, from.width, weight.size(1) * channel_block};
    auto output = at::empty({to.batch, to.channels, to.height, to.width}, input.options(), at::MemoryFormat::ChannelsLast);
    const float *read = input.const_data_ptr<float>(), *factors = weight.const_data_ptr<float>(), *shift = bias.defined() ? bias.const_data_ptr<float>() : nullptr;
    float *written = output.data_ptr<float>();
    const int64_t tiles = from.tiles(), each = tiles_at_once(tiles, from.channels + to.channels, row_block);
    at::parallel_for(0, (tiles + each - 1) / each, 1, [&](int64_t begin, int64_t end) {
        const at::NoGradGuard no_grad; // grad mode is a thread's own
        const Scratch inputs(each, from.channels), outputs(each, to.channels);
        for (int64_t chunk = begin; chunk < end; ++chunk) {
            const int64_t first = chunk * each, count = std::min(each, tiles - first);
            const int64_t rows = (count + row_block - 1) / row_block * row_block;
            transform_inputs(from, read, first, count, inputs.tiles);
            clear_rows(inputs.tiles, from.channels, count, rows);
            multiply_tiles(inputs.tiles, from.channels, factors, outputs.tiles, to.channels, rows);
            transform_outputs(to, outputs.tiles, shift, first, count, written);
        }
    });
    return output;
}

at::Tensor winograd_weight_gradient(const at::Tensor &x, const at::Tensor &gradient) {
    const auto input = x.contiguous(at::MemoryFormat::ChannelsLast), output = gradient.contiguous(at::MemoryFormat::ChannelsLast);
    const TiledMap from = map_of(input), to = map_of(output);
    const int64_t tiles = from.tiles(), each = tiles_at_once(tiles, from.channels + to.channels, gradient_rows), chunks = (tiles + each - 1) / each;
    const int64_t share = (chunks + at::get_num_threads() - 1) / at::get_num_threads(), threads = (chunks + share - 1) / share; // none without a chunk
    // One sum a thread, added up in their order: the same number of threads gives the same gradient.
    const int64_t panels = to.channels / channel_block;
    auto sums = at::empty({threads, points, panels, from.channels, channel_block}, at::kFloat);
    at::parallel_for(0, threads, 1, [&](int64_t begin, int64_t end) {
        const at::NoGradGuard no_grad;
        const Scratch inputs(each, from.channels), outputs(each, to.channels);
        for (int64_t thread = begin; thread < end; ++thread) {
            float *sum = sums[thread].data_ptr<float>();
            for (int64_t chunk = thread * share; chunk < std::min(chunks, (thread + 1) * share); ++chunk) {
                const int64_t first = chunk * each, count = std::min(each, tiles - first);
                transform_inputs(from, input.const_data_ptr<float>(), first, count, inputs.tiles);
                transform_gradients(to, output.const_data_ptr<float>(), first, count, outputs.tiles);
                add_tile_products(inputs.tiles, from.channels, outputs.tiles, to.channels, count, chunk == thread * share ? Sum::Begins : Sum::Continues, sum);
            }
        }
    });
    const auto sum = threads == 1 ? sums[0] : sums.sum(0);
    auto result = at::empty({to.channels, from.channels, 3, 3}, at::kFloat);
    const WeightMap map{.out = to.channels, .in = from.channels, .out_step = 9 * from.channels, .in_step = 9, .tap_step = 1};
    const float *read = sum.const_data_ptr<float>();
    float *written = result.data_ptr<float>();
    at::parallel_for(0, panels, 1, [&](int64_t begin, int64_t end) { transform_weight_gradients(map, read, begin, end, written); });
    return result;
}

} // namespace sfumato::kernels
