// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/tiled_vae.h"

#include <algorithm>
#include <vector>

#include <c10/core/GradMode.h>

#include "core/image/composite.h"
#include "core/torch/dtype_policy.h"
#include "core/torch/tensor_image.h"

namespace sfumato::vae {

void decode_in_strips(const Autoencoder &vae, const at::Tensor &latent, const std::optional<Tiling> &tiling, const CancelToken &cancel,
                      const std::function<void(int64_t, const at::Tensor &)> &take) {
    const c10::NoGradGuard no_grad;
    const int64_t h = latent.size(2), w = latent.size(3);
    make_in_strips(h, w, vae.config().factor(), tiling.value_or(Tiling{std::max(h, w), 0}), cancel,
                   [&](const Window &window) { return vae.decode(window.of(latent)); }, take);
}

at::Tensor decode(const Autoencoder &vae, const at::Tensor &latent, const std::optional<Tiling> &tiling,
                  const CancelToken &cancel) {
    const c10::NoGradGuard no_grad;
    const int64_t h = latent.size(2), w = latent.size(3);
    const Tiling cut = tiling.value_or(Tiling{std::max(h, w), 0});
    std::vector<at::Tensor> pictures;
    for (int64_t i = 0; i < latent.size(0); ++i)
        pictures.push_back(make_in_tiles(h, w, vae.config().factor(), cut, cancel, [&](const Window &window) {
            return vae.decode(window.of(latent.narrow(0, i, 1)));
        }));
    return pictures.size() == 1 ? pictures.front() : at::cat(pictures, 0);
}

at::Tensor encode_in_tiles(const Autoencoder &vae, const Image &picture, const at::TensorOptions &there, int64_t tile, const CancelToken &cancel) {
    const c10::NoGradGuard no_grad;
    const int factor = vae.config().factor();
    const Tiling tiling{std::max<int64_t>(tile / factor, 8), std::max<int64_t>(tile / factor / 4, 2), 1};
    return make_in_tiles(picture.height / factor, picture.width / factor, 1, tiling, cancel, [&](const Window &cells) {
        const auto corner = [&](int64_t cell) { return static_cast<int>(cell) * factor; };
        const Rect part{corner(cells.left), corner(cells.top), corner(cells.left + cells.width), corner(cells.top + cells.height)};
        return vae.encode(tensor_from_picture(image::crop(picture, part), PixelRange::Signed).to(there)).mean;
    });
}

int64_t decode_bytes(const modelio::VaeConfig &config, int64_t h, int64_t w, at::ScalarType dtype) {
    const auto &channels = config.block_out_channels;
    const auto element = static_cast<int64_t>(c10::elementSize(dtype));
    const int64_t inputs = element < 4 && !processor_has_bf16() ? 5 : 3; // without own instructions, narrow types are computed in fp32 copies
    constexpr int64_t kept_at_most = 32 << 20;  // larger blocks go back to the system at once; of smaller ones the C library keeps some
    int64_t peak = 0, entering = channels.back();
    for (int level = config.levels() - 1; level >= 0; --level) {
        const int64_t cells = h * w << (2 * (config.levels() - 1 - level));
        // A residual block's first convolution holds the block's input, its normed and activated copy, what the convolution
        // reorders of it into its own blocks, and the output. Its second half, and the enlargement behind the level above,
        // hold no more than that.
        const int64_t result = cells * channels[level] * element;
        const int64_t held = inputs * cells * std::max<int64_t>(entering, channels[level]) * element + result;
        peak = std::max(peak, held + std::min(result, kept_at_most));
        entering = channels[level];
    }
    const int64_t picture = (h * w << (2 * (config.levels() - 1))) * config.out_channels * 4;
    constexpr int64_t scratch = 40 << 20; // threads' buffers and what kernels keep for themselves, whatever the size
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
