// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace sfumato::kernels {

/// a * gelu(b), where x: [...,2W] holds a: [...,W] before b -> [...,W]. The exact GELU, by the error function. Differentiable.
/// Where fast is wanted (fast.h), for fp32 on a CPU with W in sixteens, in one go over memory, forward and backward;
/// else the tensor library's operations, one after the other. Source: Shazeer 2020, arXiv:2002.05202.
at::Tensor geglu(const at::Tensor &x);

} // namespace sfumato::kernels
