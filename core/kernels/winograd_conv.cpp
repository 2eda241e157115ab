// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/winograd_conv.h"

#include <algorithm>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include "core/kernels/winograd_transform.h"

namespace sfumato::kernels {
namespace {

/// Bytes of transformed tiles that one thread works on at a time: they should stay in its cache.
constexpr int64_t scratch_bytes = 1 << 20;

/// G of F(4,3) by itself in two dimensions: [36,9].
at::Tensor kernel_transform() {
    static const at::Tensor both = [] {
        const auto g = at::tensor({1.0 / 4, 0.0, 0.0, -1.0 / 6, -1.0 / 6, -1.0 / 6, -1.0 / 6, 1.0 / 6, -1.0 / 6, 1.0 / 24, 1.0 / 12, 1.0 / 6,
                                   1.0 / 24, -1.0 / 12, 1.0 / 6, 0.0, 0.0, 1.0}, at::kDouble).view({6, 3});
        return at::kron(g, g).to(at::kFloat);
    }();
    return both;
}

TiledMap map_of(const at::Tensor &x) { return {x.size(0), x.size(2), x.size(3), x.size(1)}; }

/// Never a matter of the number of threads: the same picture must come out on any machine.
int64_t tiles_at_once(int64_t tiles, int64_t channels) {
    const int64_t fitting = scratch_bytes / (points * channels * static_cast<int64_t>(sizeof(float)));
    return std::clamp<int64_t>(fitting, 16, std::max<int64_t>(16, (tiles + 3) / 4));
}

/// Room for `tiles` transformed tiles, [36,tiles,channels]. The gap between points keeps them from all falling into
/// the same sets of the cache.
at::Tensor scratch(int64_t tiles, int64_t channels) {
    const int64_t stride = tiles * channels + channel_block;
    return at::empty({points * stride}, at::kFloat).as_strided({points, tiles, channels}, {stride, channels, 1});
}

} // namespace

at::Tensor winograd_weight(const at::Tensor &weight) {
    const int64_t k = weight.size(0), c = weight.size(1);
    return at::mm(kernel_transform(), weight.permute({2, 3, 1, 0}).reshape({9, c * k})).view({points, c, k});
}

at::Tensor winograd_transposed_weight(const at::Tensor &weight) { return winograd_weight(weight.flip({2, 3}).transpose(0, 1)); }

at::Tensor winograd_conv(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias) {
    const auto input = x.contiguous(at::MemoryFormat::ChannelsLast);
    const TiledMap from = map_of(input), to{from.batch, from.height, from.width, weight.size(2)};
    auto output = at::empty({to.batch, to.channels, to.height, to.width}, input.options(), at::MemoryFormat::ChannelsLast);
    const float *read = input.const_data_ptr<float>(), *shift = bias.defined() ? bias.const_data_ptr<float>() : nullptr;
    float *written = output.data_ptr<float>();
    const int64_t tiles = from.tiles(), each = tiles_at_once(tiles, from.channels + to.channels);
    at::parallel_for(0, (tiles + each - 1) / each, 1, [&](int64_t begin, int64_t end) {
        const at::NoGradGuard no_grad; // grad mode is a thread's own
        const auto inputs = scratch(each, from.channels);
        auto outputs = scratch(each, to.channels);
        for (int64_t chunk = begin; chunk < end; ++chunk) {
            const int64_t first = chunk * each, count = std::min(each, tiles - first);
            transform_inputs(from, read, first, count, inputs.data_ptr<float>(), inputs.stride(0));
            auto products = outputs.narrow(1, 0, count);
            at::bmm_out(products, inputs.narrow(1, 0, count), weight);
            transform_outputs(to, outputs.const_data_ptr<float>(), outputs.stride(0), shift, first, count, written);
        }
    });
    return output;
}

at::Tensor winograd_weight_gradient(const at::Tensor &x, const at::Tensor &gradient) {
    const auto input = x.contiguous(at::MemoryFormat::ChannelsLast), output = gradient.contiguous(at::MemoryFormat::ChannelsLast);
    const TiledMap from = map_of(input), to = map_of(output);
    const int64_t tiles = from.tiles(), each = tiles_at_once(tiles, from.channels + to.channels), chunks = (tiles + each - 1) / each;
    const int64_t threads = std::min<int64_t>(at::get_num_threads(), chunks), share = (chunks + threads - 1) / threads;
    // One sum a thread, added up in their order: the same number of threads gives the same gradient.
    auto sums = at::zeros({threads, points, from.channels, to.channels}, at::kFloat);
    at::parallel_for(0, threads, 1, [&](int64_t begin, int64_t end) {
        const at::NoGradGuard no_grad;
        const auto inputs = scratch(each, from.channels), outputs = scratch(each, to.channels);
        for (int64_t thread = begin; thread < end; ++thread) {
            auto sum = sums[thread];
            for (int64_t chunk = thread * share; chunk < std::min(chunks, (thread + 1) * share); ++chunk) {
                const int64_t first = chunk * each, count = std::min(each, tiles - first);
                transform_inputs(from, input.const_data_ptr<float>(), first, count, inputs.data_ptr<float>(), inputs.stride(0));
                transform_gradients(to, output.const_data_ptr<float>(), first, count, outputs.data_ptr<float>(), outputs.stride(0));
                sum.baddbmm_(inputs.narrow(1, 0, count).transpose(1, 2), outputs.narrow(1, 0, count));
            }
        }
    });
    const auto sum = (threads == 1 ? sums[0] : sums.sum(0)).view({points, from.channels * to.channels});
    return at::mm(kernel_transform().t(), sum).view({3, 3, from.channels, to.channels}).permute({3, 2, 0, 1});
}

} // namespace sfumato::kernels
