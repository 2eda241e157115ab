// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/layers.h"

#include <algorithm>

#include "core/kernels/convolution.h"
#include "core/kernels/norm_silu.h"
#include "core/nn/sparing.h"

namespace sfumato::nn {

Linear::Linear(const Scope &scope, int64_t in, int64_t out, Bias with)
    : weight(scope.take("weight", {out, in}, Init::FanIn, in)) {
    if (with == Bias::Yes)
        bias = scope.take("bias", {out}, Init::FanIn, in);
}

at::Tensor Linear::operator()(const at::Tensor &x) const { return at::linear(x, weight, bias); }

Conv2d::Conv2d(const Scope &scope, int64_t in, int64_t out, int64_t size, int64_t stride_, int64_t padding_, Bias with)
    : weight(scope.take("weight", {out, in, size, size}, Init::FanIn, in * size * size)), stride(stride_), padding(padding_) {
    if (with == Bias::Yes)
        bias = scope.take("bias", {out}, Init::FanIn, in * size * size);
}

at::Tensor Conv2d::operator()(const at::Tensor &x) const {
    if (weight.size(2) == 3 && weight.size(3) == 3 && stride == 1 && padding == 1)
        return kernels::convolution_3x3(x, weight, bias);
    if (weight.size(2) == 1 && weight.size(3) == 1 && stride == 1 && padding == 0)
        return kernels::convolution_1x1(x, weight, bias);
    return at::conv2d(x, weight, bias, stride, padding);
}

GroupNorm::GroupNorm(const Scope &scope, int64_t groups_, int64_t channels, double eps_)
    : weight(scope.take("weight", {channels}, Init::Ones)), bias(scope.take("bias", {channels}, Init::Zeros)),
      groups(groups_), eps(eps_) {}

at::Tensor GroupNorm::operator()(const at::Tensor &x) const {
    // The kernel accumulates bf16 and fp16 input in fp32 by itself.
    return at::group_norm(x, groups, weight, bias, eps);
}

at::Tensor GroupNorm::with_silu(const at::Tensor &x) const { return kernels::group_norm_silu(x, groups, weight, bias, eps); }

LayerNorm::LayerNorm(const Scope &scope, int64_t width, double eps_)
    : weight(scope.take("weight", {width}, Init::Ones)), bias(scope.take("bias", {width}, Init::Zeros)), eps(eps_) {}

at::Tensor LayerNorm::operator()(const at::Tensor &x) const {
    return at::layer_norm(x, {weight.size(0)}, weight, bias, eps);
}

at::Tensor by_rows(const at::Tensor &x, const std::function<at::Tensor(const at::Tensor &)> &layer) {
    constexpr int64_t slice = 1024;
    const int64_t rows = x.size(-2);
    if (!spares_memory() || rows <= slice)
        return layer(x);
    at::Tensor whole;
    for (int64_t first = 0; first < rows; first += slice) {
        const int64_t count = std::min(slice, rows - first);
        const auto part = layer(x.narrow(-2, first, count));
        if (!whole.defined()) {
            auto shape = part.sizes().vec();
            shape[shape.size() - 2] = rows;
            whole = at::empty(shape, part.options());
        }
        whole.narrow(-2, first, count).copy_(part);
    }
    return whole;
}

at::Tensor multi_head_attention(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, int64_t heads, Mask mask) {
    const auto split = [heads](const at::Tensor &x) { return x.unflatten(-1, {heads, -1}).transpose(1, 2); };
    const auto keys = split(k), values = split(v);
    const auto attend = [&](const at::Tensor &queries) {
        const auto mixed = at::scaled_dot_product_attention(split(queries), keys, values, /*attn_mask=*/{}, /*dropout_p=*/0.0,
                                                            /*is_causal=*/mask == Mask::Causal);
        return mixed.transpose(1, 2).flatten(2);
    };
    return mask == Mask::Causal ? attend(q) : by_rows(q, attend);
}

} // namespace sfumato::nn
