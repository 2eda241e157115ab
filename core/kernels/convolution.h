// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <ATen/ATen.h>

namespace sfumato::kernels {

/// Whether convolution_3x3 computes this one by Winograd's method. Measured by bench/convolution: it pays for fp32 on
/// processors with AVX2 from 64 channels on, where the tiles outweigh the transform of the weights.
bool winograd_serves(const at::Tensor &x, const at::Tensor &weight);

/// 3 x 3, stride 1, padding 1. x: [B,C,H,W]; weight: [K,C,3,3]; bias: [K] -> [B,K,H,W]. Differentiable.
at::Tensor convolution_3x3(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias);

/// 1 x 1, stride 1. Where fast is wanted in fp32 on a CPU it is one matrix product over all cells, which serves channels-last
/// maps twice as fast as the tensor library's convolution (bench/convolution's method, both directions).
at::Tensor convolution_1x1(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias);

/// What FastKernels means on this processor, for reports: "Winograd F(4x4,3x3) with AVX-512".
std::string fast_convolution_name();

} // namespace sfumato::kernels
