// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/tiled_vae.h"

#include <algorithm>
#include <cassert>
#include <numbers>

#include <c10/core/GradMode.h>

namespace sfumato::vae {
namespace {

/// How much each tile counts along one side, [tile*factor] fp32 each; at any place the tiles there sum to one.
std::vector<at::Tensor> blend_weights(const std::vector<int64_t> &starts, int64_t tile, int64_t factor,
                                      const at::TensorOptions &options) {
    const auto double_options = options.dtype(at::kDouble);
    // Half a pixel in, so that no weight is zero and the sum can be divided by.
    const auto ramp = [&](int64_t length) {
        const auto place = (at::arange(length, double_options) + 0.5) / static_cast<double>(length);
        return 0.5 - 0.5 * at::cos(place * std::numbers::pi);
    };
    auto sum = at::zeros({(starts.back() + tile) * factor}, double_options);
    std::vector<at::Tensor> weights;
    for (size_t i = 0; i < starts.size(); ++i) {
        auto weight = at::ones({tile * factor}, double_options);
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
    assert(tiling.tile >= 1 && tiling.overlap >= 0 && tiling.overlap < tiling.tile);
    if (cells <= tiling.tile)
        return {0};
    const int64_t stride = tiling.tile - tiling.overlap, room = cells - tiling.tile;
    const int64_t gaps = (room + stride - 1) / stride;
    std::vector<int64_t> starts;
    for (int64_t i = 0; i <= gaps; ++i)
        starts.push_back(i * room / gaps);
    return starts;
}

at::Tensor enlarge_in_tiles(const at::Tensor &x, int64_t factor, const Tiling &tiling, const CancelToken &cancel,
                            const std::function<at::Tensor(const at::Tensor &)> &enlarge) {
    const c10::NoGradGuard no_grad;
    const auto tops = tile_starts(x.size(2), tiling), lefts = tile_starts(x.size(3), tiling);
    if (tops.size() == 1 && lefts.size() == 1) {
        cancel.check();
        return enlarge(x).to(at::kFloat);
    }
    const int64_t height = std::min(x.size(2), tiling.tile), width = std::min(x.size(3), tiling.tile);
    const auto rows = blend_weights(tops, height, factor, x.options());
    const auto columns = blend_weights(lefts, width, factor, x.options());
    at::Tensor picture;
    for (size_t i = 0; i < tops.size(); ++i)
        for (size_t j = 0; j < lefts.size(); ++j) {
            cancel.check();
            const auto tile = enlarge(x.narrow(2, tops[i], height).narrow(3, lefts[j], width)).to(at::kFloat);
            if (!picture.defined())
                picture = at::zeros({tile.size(0), tile.size(1), x.size(2) * factor, x.size(3) * factor}, tile.options());
            picture.narrow(2, tops[i] * factor, height * factor)
                .narrow(3, lefts[j] * factor, width * factor)
                .add_(tile * rows[i].unsqueeze(1) * columns[j].unsqueeze(0));
        }
    return picture;
}

at::Tensor decode(const Autoencoder &vae, const at::Tensor &latent, const std::optional<Tiling> &tiling,
                  const CancelToken &cancel) {
    const c10::NoGradGuard no_grad;
    const Tiling cut = tiling.value_or(Tiling{std::max(latent.size(2), latent.size(3)), 0});
    std::vector<at::Tensor> pictures;
    for (int64_t i = 0; i < latent.size(0); ++i)
        pictures.push_back(enlarge_in_tiles(latent.narrow(0, i, 1), vae.config().factor(), cut, cancel,
                                            [&](const at::Tensor &part) { return vae.decode(part); }));
    return pictures.size() == 1 ? pictures.front() : at::cat(pictures, 0);
}

int64_t decode_bytes(const modelio::VaeConfig &config, int64_t h, int64_t w, at::ScalarType dtype) {
    const auto &channels = config.block_out_channels;
    const auto element = static_cast<int64_t>(c10::elementSize(dtype));
    const int64_t inputs = element < 4 ? 6 : 4; // kernels for narrow types keep fp32 copies here and there
    int64_t peak = 0, entering = channels.back();
    for (int level = config.levels() - 1; level >= 0; --level) {
        const int64_t cells = h * w << (2 * (config.levels() - 1 - level));
        // A residual block holds its input, the normed and the activated copy and the convolution's output;
        // the convolution may reorder the first and the last into its own blocks. Its second half, and the
        // enlargement behind the level above, hold no more than that.
        const int64_t held = inputs * std::max<int64_t>(entering, channels[level]) + 2 * channels[level];
        peak = std::max(peak, cells * held * element);
        entering = channels[level];
    }
    const int64_t picture = (h * w << (2 * (config.levels() - 1))) * config.out_channels * 4;
    constexpr int64_t scratch = 64 << 20; // threads' buffers and what kernels keep for themselves, whatever the size
    return peak + picture + scratch;
}

std::optional<Tiling> choose_tiling(const modelio::VaeConfig &config, int64_t h, int64_t w, at::ScalarType dtype,
                                    int64_t budget) {
    if (decode_bytes(config, h, w, dtype) <= budget)
        return std::nullopt;
    for (const Tiling tiling : {Tiling{128, 24}, Tiling{96, 24}, Tiling{64, 16}, Tiling{48, 16}, Tiling{32, 12}})
        if (decode_bytes(config, std::min(h, tiling.tile), std::min(w, tiling.tile), dtype) <= budget)
            return tiling;
    return Tiling{24, 8};
}

} // namespace sfumato::vae
