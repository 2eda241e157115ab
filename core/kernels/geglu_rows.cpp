// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/geglu_rows.h"

#include "core/kernels/lanes.h"

namespace sfumato::kernels {
namespace {

/// The normal distribution at b.
struct Normal {
    Lane share;   ///< below b
    Lane density;
};

/// Source: Abramowitz & Stegun 7.1.26, to 1.5e-7; the tensor library's vectorised error function is the same.
[[gnu::always_inline]] inline Normal normal(const Lane &b) {
    constexpr float per_root_two = 0.70710678f, per_root_two_pi = 0.39894228f;
    const Lane size = b < 0.0f ? -b : b, t = 1.0f / (1.0f + 0.3275911f * per_root_two * size), e = exponential(-0.5f * b * b);
    const Lane above = 0.5f * e * t * ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f);
    return {b < 0.0f ? above : 1.0f - above, per_root_two_pi * e};
}

} // namespace

SFUMATO_WIDEST
void geglu_rows(const float *x, std::int64_t rows, std::int64_t width, float *y) {
    for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t c = 0; c < width; c += channel_block) {
            const Lane b = lane(x + (2 * i + 1) * width + c);
            lane(y + i * width + c) = lane(x + 2 * i * width + c) * b * normal(b).share;
        }
}

SFUMATO_WIDEST
void geglu_gradient_rows(const float *x, const float *dy, std::int64_t rows, std::int64_t width, float *dx) {
    for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t c = 0; c < width; c += channel_block) {
            const Lane b = lane(x + (2 * i + 1) * width + c), d = lane(dy + i * width + c);
            const Normal at_b = normal(b);
            lane(dx + 2 * i * width + c) = d * b * at_b.share;
            lane(dx + (2 * i + 1) * width + c) = d * lane(x + 2 * i * width + c) * (at_b.share + b * at_b.density);
        }
}

} // namespace sfumato::kernels
