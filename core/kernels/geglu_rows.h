// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// GEGLU and its gradient on plain memory; `width` is a multiple of 16.
namespace sfumato::kernels {

/// y[width] = x[0..width) * gelu(x[width..2 width)) for each of `rows`.
void geglu_rows(const float *x, std::int64_t rows, std::int64_t width, float *y);

/// dx: [rows, 2 width], from dy: [rows, width].
void geglu_gradient_rows(const float *x, const float *dy, std::int64_t rows, std::int64_t width, float *dx);

} // namespace sfumato::kernels
