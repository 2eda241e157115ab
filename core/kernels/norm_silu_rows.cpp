// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/norm_silu_rows.h"

#include "core/kernels/lanes.h"

namespace sfumato::kernels {
namespace {

[[gnu::always_inline]] inline Lane sigmoid(Lane z) { return 1.0f / (1.0f + exponential(-z)); }

} // namespace

SFUMATO_WIDEST
void add_moments(const float *x, std::int64_t cells, std::int64_t channels, float *sums) {
    for (std::int64_t c = 0; c < channels; c += channel_block) {
        Lane sum{}, squares{};
        for (std::int64_t i = 0; i < cells; ++i) {
            const Lane v = lane(x + i * channels + c);
            sum += v;
            squares += v * v;
        }
        lane(sums + c) += sum;
        lane(sums + channels + c) += squares;
    }
}

SFUMATO_WIDEST
void scaled_silu(const float *x, std::int64_t cells, std::int64_t channels, const float *scale, const float *shift, float *y) {
    for (std::int64_t i = 0; i < cells; ++i)
        for (std::int64_t c = 0; c < channels; c += channel_block) {
            const Lane z = lane(x + i * channels + c) * lane(scale + c) + lane(shift + c);
            lane(y + i * channels + c) = z * sigmoid(z);
        }
}

SFUMATO_WIDEST
void silu_gradient(const float *x, const float *dy, std::int64_t cells, std::int64_t channels, const float *scale, const float *shift, float *dz, float *sums) {
    for (std::int64_t c = 0; c < channels; c += channel_block) {
        Lane sum{}, products{};
        const Lane a = lane(scale + c), b = lane(shift + c);
        for (std::int64_t i = 0; i < cells; ++i) {
            const Lane v = lane(x + i * channels + c), z = v * a + b, s = sigmoid(z);
            const Lane d = lane(dy + i * channels + c) * (s * (1.0f + z * (1.0f - s)));
            lane(dz + i * channels + c) = d;
            sum += d;
            products += d * v;
        }
        lane(sums + c) += sum;
        lane(sums + channels + c) += products;
    }
}

SFUMATO_WIDEST
void combine_gradient(const float *x, std::int64_t cells, std::int64_t channels, const float *a, const float *b, const float *shift, float *dx) {
    for (std::int64_t i = 0; i < cells; ++i)
        for (std::int64_t c = 0; c < channels; c += channel_block) {
            Lane &d = lane(dx + i * channels + c);
            d = d * lane(a + c) + lane(x + i * channels + c) * lane(b + c) + lane(shift + c);
        }
}

} // namespace sfumato::kernels
