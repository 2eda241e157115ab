// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/latent_preview.h"

#include <cassert>

#include <ATen/CPUGeneratorImpl.h>

#include "core/torch/tensor_image.h"
#include "core/vae/tiled_vae.h"

namespace sfumato::vae {

Image latent_preview(const at::Tensor &latent, const LatentToRgb &map) {
    const auto cells = (latent.dim() == 4 ? latent.squeeze(0) : latent).detach().to(at::kCPU, at::kFloat);
    const auto channels = static_cast<int64_t>(map.rows.size());
    assert(cells.dim() == 3 && cells.size(0) == channels);
    auto rows = at::empty({channels, 3}, at::kFloat);
    auto written = rows.accessor<float, 2>();
    for (int64_t c = 0; c < channels; ++c)
        for (int64_t k = 0; k < 3; ++k)
            written[c][k] = map.rows[static_cast<size_t>(c)][static_cast<size_t>(k)];
    const auto bias = at::tensor(at::ArrayRef<float>(map.bias.data(), map.bias.size())).view({3, 1});
    const auto rgb = at::matmul(rows.t(), cells.flatten(1)) + bias;
    return picture_from_tensor(rgb.unflatten(1, {cells.size(1), cells.size(2)}), PixelRange::Signed);
}

LatentToRgb fit_latent_to_rgb(const at::Tensor &latents, const at::Tensor &pictures) {
    const auto as_rows = [](const at::Tensor &maps) { return maps.movedim(1, -1).flatten(0, 2); };
    const auto z = latents.detach().to(at::kCPU, at::kDouble);
    const auto seen = at::adaptive_avg_pool2d(pictures.detach().to(at::kCPU, at::kDouble), {z.size(2), z.size(3)});
    const auto inputs = as_rows(z);
    const auto with_one = at::cat({inputs, at::ones({inputs.size(0), 1}, inputs.options())}, 1);
    // By singular values: a channel that never varies gets no weight instead of a division by zero.
    const auto solution = std::get<0>(at::linalg_lstsq(with_one, as_rows(seen), std::nullopt, "gelsd")).to(at::kFloat);
    const auto found = solution.accessor<float, 2>();
    LatentToRgb map;
    for (int64_t c = 0; c < z.size(1); ++c)
        map.rows.push_back({found[c][0], found[c][1], found[c][2]});
    map.bias = {found[z.size(1)][0], found[z.size(1)][1], found[z.size(1)][2]};
    return map;
}

LatentToRgb fit_latent_to_rgb(const Autoencoder &vae, const at::TensorOptions &options) {
    constexpr int64_t cells = 16;
    const int64_t channels = vae.config().latent_channels;
    auto generator = at::detail::createCPUGenerator(0);
    // Pictures are mostly large areas: noise on a coarse grid, some finer noise on top, deviation about one.
    const auto coarse = at::randn({2, channels, cells / 4, cells / 4}, generator, at::kFloat);
    const auto fine = at::randn({2, channels, cells, cells}, generator, at::kFloat);
    const auto latents = at::upsample_bicubic2d(coarse, {cells, cells}, /*align_corners=*/false) + 0.3 * fine;
    return fit_latent_to_rgb(latents, decode(vae, vae.from_model_units(latents).to(options)));
}

} // namespace sfumato::vae
