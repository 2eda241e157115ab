// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sfumato::sampling {

/// The regularised incomplete beta function I_x(a, b), the distribution function of Beta(a, b). x: 0..1; a, b > 0.
/// Source: Abramowitz & Stegun 26.5.8 (continued fraction), Lentz's evaluation.
double beta_cdf(double x, double a, double b);

/// Its inverse: the x below which the share p (0..1) of Beta(a, b) lies. Absolute error below 1e-13.
double beta_quantile(double p, double a, double b);

} // namespace sfumato::sampling
