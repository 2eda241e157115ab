// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/tiles.h"

#include <algorithm>
#include <cassert>
#include <numbers>

#include <c10/core/GradMode.h>

namespace sfumato {
namespace {

/// How much each tile counts along one side, [tile*factor] fp32 each; at any place the tiles there sum to one.
std::vector<at::Tensor> blend_weights(const std::vector<int64_t> &starts, int64_t tile, int64_t factor, int64_t margin) {
    // Half a pixel in, so that no weight but the margin's is zero and the sum can be divided by.
    const auto ramp = [&](int64_t shared) {
        const int64_t length = std::max<int64_t>(shared - 2 * margin * factor, 1), silent = (shared - length) / 2;
        const auto place = (at::arange(shared, at::kDouble) - static_cast<double>(silent) + 0.5) / static_cast<double>(length);
        return 0.5 - 0.5 * at::cos(place.clamp(0.0, 1.0) * std::numbers::pi);
    };
    auto sum = at::zeros({(starts.back() + tile) * factor}, at::kDouble);
    std::vector<at::Tensor> weights;
    for (size_t i = 0; i < starts.size(); ++i) {
        auto weight = at::ones({tile * factor}, at::kDouble);
        const int64_t before = i > 0 ? (starts[i - 1] + tile - starts[i]) * factor : 0;
        const int64_t after = i + 1 < starts.size() ? (starts[i] + tile - starts[i + 1]) * factor : 0;
        if (before > 0)
            weight.narrow(0, 0, before).mul_(ramp(before));
        if (after > 0)
            weight.narrow(0, tile * factor - after, after).mul_(ramp(after).flip(0));
        sum.narrow(0, starts[i] * factor, tile * factor).add_(weight);
        weights.push_back(weight);
    }
    // Wide overlaps may let three tiles meet, so that the ramps alone would not sum to one.
    for (size_t i = 0; i < starts.size(); ++i)
        weights[i] = (weights[i] / sum.narrow(0, starts[i] * factor, tile * factor)).to(at::kFloat);
    return weights;
}

} // namespace

std::vector<int64_t> tile_starts(int64_t cells, const Tiling &tiling) {
    assert(tiling.tile >= 1 && tiling.overlap >= 0 && tiling.overlap < tiling.tile && 2 * tiling.margin <= tiling.overlap);
    if (cells <= tiling.tile)
        return {0};
    const int64_t stride = tiling.tile - tiling.overlap, room = cells - tiling.tile;
    const int64_t gaps = (room + stride - 1) / stride;
    std::vector<int64_t> starts;
    for (int64_t i = 0; i <= gaps; ++i)
        starts.push_back(i * room / gaps);
    return starts;
}

int64_t tile_count(int64_t height, int64_t width, const Tiling &tiling) {
    return static_cast<int64_t>(tile_starts(height, tiling).size() * tile_starts(width, tiling).size());
}

void make_in_strips(int64_t height, int64_t width, int64_t factor, const Tiling &tiling, const CancelToken &cancel,
                    const std::function<at::Tensor(const Window &)> &make,
                    const std::function<void(int64_t, const at::Tensor &)> &take) {
    const c10::NoGradGuard no_grad;
    const auto tops = tile_starts(height, tiling), lefts = tile_starts(width, tiling);
    if (tops.size() == 1 && lefts.size() == 1) {
        cancel.check();
        return take(0, make({0, 0, height, width}).to(at::kCPU, at::kFloat));
    }
    const int64_t tile_height = std::min(height, tiling.tile), tile_width = std::min(width, tiling.tile);
    const auto rows = blend_weights(tops, tile_height, factor, tiling.margin);
    const auto columns = blend_weights(lefts, tile_width, factor, tiling.margin);
    at::Tensor pending; // of the last row of tiles, what the next one shares
    for (size_t i = 0; i < tops.size(); ++i) {
        at::Tensor band;
        for (size_t j = 0; j < lefts.size(); ++j) {
            cancel.check();
            const auto tile = make({tops[i], lefts[j], tile_height, tile_width}).to(at::kCPU, at::kFloat);
            if (!band.defined()) {
                band = at::zeros({tile.size(0), tile.size(1), tile_height * factor, width * factor}, tile.options());
                if (pending.defined())
                    band.narrow(2, 0, pending.size(2)).copy_(pending);
            }
            const auto weight = rows[i].unsqueeze(1) * columns[j].unsqueeze(0);
            band.narrow(3, lefts[j] * factor, tile_width * factor).add_(tile * weight);
        }
        const int64_t end = i + 1 < tops.size() ? tops[i + 1] - tops[i] : tile_height;
        take(tops[i] * factor, band.narrow(2, 0, end * factor));
        if (end < tile_height)
            pending = band.narrow(2, end * factor, (tile_height - end) * factor).clone();
        else
            pending.reset();
    }
}

at::Tensor make_in_tiles(int64_t height, int64_t width, int64_t factor, const Tiling &tiling, const CancelToken &cancel,
                         const std::function<at::Tensor(const Window &)> &make) {
    at::Tensor whole;
    make_in_strips(height, width, factor, tiling, cancel, make, [&](int64_t top, const at::Tensor &strip) {
        if (top == 0 && strip.size(2) == height * factor) {
            whole = strip;
            return;
        }
        if (!whole.defined())
            whole = at::empty({strip.size(0), strip.size(1), height * factor, width * factor}, strip.options());
        whole.narrow(2, top, strip.size(2)).copy_(strip);
    });
    return whole;
}

} // namespace sfumato
