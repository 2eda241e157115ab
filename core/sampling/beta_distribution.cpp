// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/beta_distribution.h"

#include <cmath>

namespace sfumato::sampling {
namespace {

/// The continued fraction of I_x(a, b); converges fast for x < (a + 1) / (a + b + 2).
double continued_fraction(double x, double a, double b) {
    constexpr double tiny = 1e-300;
    const auto nonzero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1.0;
    double d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    double result = d;
    for (int m = 1; m <= 500; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        result *= c * d;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        result *= c * d;
        if (std::abs(c * d - 1.0) < 1e-16)
            break;
    }
    return result;
}

} // namespace

double beta_cdf(double x, double a, double b) {
    if (x <= 0.0)
        return 0.0;
    if (x >= 1.0)
        return 1.0;
    const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) +
                                  b * std::log1p(-x));
    if (x < (a + 1.0) / (a + b + 2.0))
        return front * continued_fraction(x, a, b) / a;
    return 1.0 - front * continued_fraction(1.0 - x, b, a) / b;
}

double beta_quantile(double p, double a, double b) {
    if (p <= 0.0)
        return 0.0;
    if (p >= 1.0)
        return 1.0;
    // Exactly the middle, where rounding errors would decide to which whole timestep it falls.
    if (a == b && p == 0.5)
        return 0.5;
    double low = 0.0, high = 1.0;
    // Bisection: the function is monotone, and 60 halvings leave less than 1e-18.
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (beta_cdf(middle, a, b) < p ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

} // namespace sfumato::sampling
