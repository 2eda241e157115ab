// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/embeddings.h"

#include <cmath>

namespace sfumato::nn {

at::Tensor timestep_sinusoids(const at::Tensor &t, int64_t dim, bool flip_sin_to_cos, double freq_shift) {
    const int64_t half = dim / 2;
    const auto exponent = at::arange(half, t.options().dtype(at::kFloat)) * (-std::log(10000.0) / (static_cast<double>(half) - freq_shift));
    const auto angles = t.to(at::kFloat).reshape({-1, 1}) * exponent.exp().unsqueeze(0);
    auto embedding = flip_sin_to_cos ? at::cat({angles.cos(), angles.sin()}, 1) : at::cat({angles.sin(), angles.cos()}, 1);
    return dim % 2 == 0 ? embedding : at::constant_pad_nd(embedding, {0, 1});
}

TimestepEmbedding::TimestepEmbedding(const Scope &scope, int64_t in, int64_t out, int64_t condition_width)
    : linear_1(scope / "linear_1", in, out), linear_2(scope / "linear_2", out, out) {
    if (condition_width > 0)
        cond_proj.emplace(scope / "cond_proj", condition_width, in, Bias::No);
}

at::Tensor TimestepEmbedding::operator()(const at::Tensor &sinusoids, const at::Tensor &condition) const {
    return linear_2(at::silu(linear_1(cond_proj ? sinusoids + (*cond_proj)(condition) : sinusoids)));
}

} // namespace sfumato::nn
