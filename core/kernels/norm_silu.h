// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace sfumato::kernels {

/// silu(group_norm(x)). x: [B,C,H,W]; weight, bias: [C] -> [B,C,H,W]. Differentiable.
/// Where fast is wanted (fast.h), for fp32 on a CPU with channels in sixteens, both in one go over channels-last
/// memory, forward and backward; else the tensor library's own, one after the other. They agree within its rounding.
at::Tensor group_norm_silu(const at::Tensor &x, int64_t groups, const at::Tensor &weight, const at::Tensor &bias, double eps);

} // namespace sfumato::kernels
