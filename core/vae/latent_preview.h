// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "core/base/image.h"
#include "core/vae/autoencoder.h"

namespace sfumato::vae {

/// Latent (in the U-Net's units) to RGB in -1..1, cell by cell: rgb = latent . rows + bias.
struct LatentToRgb {
    std::vector<std::array<float, 3>> rows; ///< one a latent channel
    std::array<float, 3> bias = {0, 0, 0};
};

/// What a latent roughly looks like, one pixel a cell, at next to no cost.
/// latent: [C,h,w] or [1,C,h,w], any device. Throws Failure{Internal} where a value is NaN.
Image latent_preview(const at::Tensor &latent, const LatentToRgb &map);

/// The map that explains the pictures best in the sense of least squares.
/// latents: [N,C,h,w] in the U-Net's units; pictures: [N,3,h*f,w*f] in -1..1, compared by the mean of each cell.
LatentToRgb fit_latent_to_rgb(const at::Tensor &latents, const at::Tensor &pictures);

/// The same for an autoencoder no map is known of: fitted to what it makes of a few smooth random latents,
/// always the same ones. Costs two decodings of 16 x 16 cells.
LatentToRgb fit_latent_to_rgb(const Autoencoder &vae, const at::TensorOptions &options);

} // namespace sfumato::vae
