// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <ATen/ATen.h>

#include "core/nn/parameters.h"

/// The layers all networks are made of: plain structs of tensors whose names are the upstream keys.
/// Every operator() is differentiable and keeps its input's dtype. Thread: any, while nobody writes the weights.
namespace sfumato::nn {

enum class Bias { Yes, No };

/// y = x W^T + b over the last dimension.
struct Linear {
    Linear() = default;
    Linear(const Scope &scope, int64_t in, int64_t out, Bias with = Bias::Yes);
    at::Tensor operator()(const at::Tensor &x) const; // x: [...,in] -> [...,out]

    at::Tensor weight; ///< [out,in]
    at::Tensor bias;   ///< [out], or undefined
};

struct Conv2d {
    Conv2d() = default;
    /// Square kernel of `size`, zero padding.
    Conv2d(const Scope &scope, int64_t in, int64_t out, int64_t size, int64_t stride = 1, int64_t padding = 0, Bias with = Bias::Yes);
    at::Tensor operator()(const at::Tensor &x) const; // x: [B,in,H,W]

    at::Tensor weight; ///< [out,in,k,k]
    at::Tensor bias;   ///< [out], or undefined
    int64_t stride = 1, padding = 0;
};

/// Group normalisation; statistics in fp32 whatever the input is.
struct GroupNorm {
    GroupNorm() = default;
    GroupNorm(const Scope &scope, int64_t groups, int64_t channels, double eps);
    at::Tensor operator()(const at::Tensor &x) const; // x: [B,C,...]
    at::Tensor with_silu(const at::Tensor &x) const;  // x: [B,C,H,W]

    at::Tensor weight, bias; ///< [C]
    int64_t groups = 1;
    double eps = 1e-5;
};

/// Normalisation over the last dimension.
struct LayerNorm {
    LayerNorm() = default;
    LayerNorm(const Scope &scope, int64_t width, double eps = 1e-5);
    at::Tensor operator()(const at::Tensor &x) const;

    at::Tensor weight, bias; ///< [width]
    double eps = 1e-5;
};

/// What `layer` makes of x, [..,rows,C], in which no row looks at another: at once, or slice by slice where memory is spared.
at::Tensor by_rows(const at::Tensor &x, const std::function<at::Tensor(const at::Tensor &)> &layer);

/// softmax(q k^T / sqrt(d)) v with the heads split from and joined to the last dimension.
/// q: [B,Tq,C], k and v: [B,Tk,C] -> [B,Tq,C].
enum class Mask { None, Causal };
at::Tensor multi_head_attention(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, int64_t heads,
                                Mask mask = Mask::None);

} // namespace sfumato::nn
