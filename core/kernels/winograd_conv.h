// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

/// Convolutions of 3 x 3, stride 1, padding 1 in a quarter of the multiplications: tiles of 4 x 4 outputs are 36 points,
/// between which nothing is summed, so that the work is 36 small matrix products.
/// Source: Lavin & Gray 2016, arXiv:1509.09308. fp32 on a CPU only, channels multiples of 16 on both sides.
/// Rounding differs from a direct convolution's by about 1e-5 of the largest value.
namespace sfumato::kernels {

/// weight: [K,C,3,3] -> [36,K/16,C,16], panels of 16 columns as winograd_product.h multiplies them.
at::Tensor winograd_weight(const at::Tensor &weight);

/// The same of the convolution that takes gradients of outputs to gradients of inputs: [36,C/16,K,16].
at::Tensor winograd_transposed_weight(const at::Tensor &weight);

/// x: [B,C,H,W], any H and W; weight: [36,K/16,C,16]; bias: [K] or undefined -> [B,K,H,W] channels-last.
at::Tensor winograd_conv(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias);

/// The gradient of the weight, [K,C,3,3], from x: [B,C,H,W] and the gradient of the output: [B,K,H,W].
at::Tensor winograd_weight_gradient(const at::Tensor &x, const at::Tensor &gradient);

} // namespace sfumato::kernels
