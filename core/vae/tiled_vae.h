// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "core/base/cancel.h"
#include "core/base/image.h"
#include "core/torch/tiles.h"
#include "core/vae/autoencoder.h"

namespace sfumato::vae {

/// Decodes images one by one, so that memory does not grow with the batch and an image is the same in any.
/// latent: [B,C,h,w], unscaled, in the network's dtype; tiling: empty = each image whole.
/// Returns [B,3,H,W] fp32, about -1..1. Not differentiable. Throws Failure{Cancelled} before any image or tile.
at::Tensor decode(const Autoencoder &vae, const at::Tensor &latent, const std::optional<Tiling> &tiling = {},
                  const CancelToken &cancel = {});

/// The same for one image, [1,C,h,w], handed over strip by strip from the top down, [1,3,rows,W]: no more than a row of
/// tiles is held.
void decode_in_strips(const Autoencoder &vae, const at::Tensor &latent, const std::optional<Tiling> &tiling, const CancelToken &cancel,
                      const std::function<void(int64_t top, const at::Tensor &strip)> &take);

/// Encodes a picture of any size by overlapping tiles, so that memory does not grow with it. tile: pixels a side.
/// Returns the means of the posterior, [1,C,h,w] fp32, unscaled. Throws Failure{Cancelled} before any tile.
at::Tensor encode_in_tiles(const Autoencoder &vae, const Image &picture, const at::TensorOptions &there, int64_t tile, const CancelToken &cancel);

/// Bytes needed at the peak of decoding one image of h x w cells, weights not counted: an estimate from the widths
/// of the levels. In fp32 on a CPU, autoencoders of SD1's widths and the built-in one stayed 8 to 35 % below it.
int64_t decode_bytes(const modelio::VaeConfig &config, int64_t h, int64_t w, at::ScalarType dtype);

/// Empty where one image of h x w cells can be decoded whole within `budget` bytes, else the largest tiles that can.
/// Where even the smallest tiles are too large those are returned: the attempt may still succeed.
std::optional<Tiling> choose_tiling(const modelio::VaeConfig &config, int64_t h, int64_t w, at::ScalarType dtype,
                                    int64_t budget);

} // namespace sfumato::vae
