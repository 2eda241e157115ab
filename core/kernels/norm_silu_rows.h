// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Group normalisation followed by SiLU, and its gradients, on plain memory: each function goes once through `cells` rows
/// of `channels` floats, vectorised over channels, which are a multiple of 16.
namespace sfumato::kernels {

/// sums[c] += x, sums[channels + c] += x * x over the rows.
void add_moments(const float *x, std::int64_t cells, std::int64_t channels, float *sums);

/// y = silu(scale[c] * x + shift[c]).
void scaled_silu(const float *x, std::int64_t cells, std::int64_t channels, const float *scale, const float *shift, float *y);

/// dz = dy * silu'(z) with z as above; sums[c] += dz, sums[channels + c] += dz * x.
void silu_gradient(const float *x, const float *dy, std::int64_t cells, std::int64_t channels, const float *scale, const float *shift, float *dz, float *sums);

/// dx = a[c] * dx + b[c] * x + shift[c], in place.
void combine_gradient(const float *x, std::int64_t cells, std::int64_t channels, const float *a, const float *b, const float *shift, float *dx);

} // namespace sfumato::kernels
