// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/bicubic.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sfumato::image {
namespace {

constexpr int fraction_bits = 22; ///< of PIL's fixed-point weights
constexpr std::int64_t one = std::int64_t{1} << fraction_bits;

/// Which old pixels make a new one, and how much each counts, in units of 1 / `one`.
struct Taps {
    int first = 0;
    std::vector<std::int64_t> weights;
};

/// Keys's kernel with a = -0.5.
double cubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1.0)
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
    if (x < 2.0)
        return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
    return 0.0;
}

std::vector<Taps> taps_along(int from, int to) {
    const double scale = static_cast<double>(from) / to;
    const double widening = std::max(scale, 1.0);
    const double reach = 2.0 * widening;
    std::vector<Taps> all(static_cast<std::size_t>(to));
    for (int i = 0; i < to; ++i) {
        const double centre = (i + 0.5) * scale;
        // Truncation, not floor: PIL casts to int, and clamps what is below 0 afterwards.
        const int first = std::max(0, static_cast<int>(centre - reach + 0.5));
        const int last = std::min(from, static_cast<int>(centre + reach + 0.5));
        std::vector<double> exact;
        double sum = 0.0;
        for (int p = first; p < last; ++p) {
            // Multiplied by the inverse as PIL does: a division may round the other way.
            exact.push_back(cubic((p - centre + 0.5) * (1.0 / widening)));
            sum += exact.back();
        }
        Taps &taps = all[static_cast<std::size_t>(i)];
        taps.first = first;
        for (const double weight : exact)
            taps.weights.push_back(std::llround(weight / sum * static_cast<double>(one)));
    }
    return all;
}

std::uint8_t to_byte(std::int64_t sum) {
    return static_cast<std::uint8_t>(std::clamp<std::int64_t>((sum + one / 2) >> fraction_bits, 0, 255));
}

Image along_rows(const Image &source, int w) {
    const auto taps = taps_along(source.width, w);
    Image out(w, source.height, source.channels);
    const auto step = static_cast<std::size_t>(source.channels);
    for (int y = 0; y < out.height; ++y) {
        std::uint8_t *to = out.row(y);
        for (const Taps &tap : taps)
            for (std::size_t c = 0; c < step; ++c) {
                const std::uint8_t *from = source.row(y) + static_cast<std::size_t>(tap.first) * step + c;
                std::int64_t sum = 0;
                for (const std::int64_t weight : tap.weights) {
                    sum += weight * *from;
                    from += step;
                }
                *to++ = to_byte(sum);
            }
    }
    return out;
}

Image along_columns(const Image &source, int h) {
    const auto taps = taps_along(source.height, h);
    Image out(source.width, h, source.channels);
    std::vector<std::int64_t> sums(source.stride());
    for (int y = 0; y < h; ++y) {
        const Taps &tap = taps[static_cast<std::size_t>(y)];
        std::fill(sums.begin(), sums.end(), 0);
        for (std::size_t k = 0; k < tap.weights.size(); ++k) {
            const std::uint8_t *from = source.row(tap.first + static_cast<int>(k));
            for (std::size_t i = 0; i < sums.size(); ++i)
                sums[i] += tap.weights[k] * from[i];
        }
        std::transform(sums.begin(), sums.end(), out.row(y), to_byte);
    }
    return out;
}

} // namespace

Image resize_as_pil(const Image &source, int w, int h) {
    assert(!source.empty() && w >= 1 && h >= 1);
    // Rows first, rounded to bytes between the two: the order shows in the last bits. Pillow 13 goes by the columns
    // first where that is less work.
    const Image across = w == source.width ? source : along_rows(source, w);
    return h == source.height ? across : along_columns(across, h);
}

MaskField mask_to_latent_as_a1111(const Image &mask, int factor, Grey grey) {
    assert(mask.channels == 1 && factor >= 1 && mask.width % factor == 0 && mask.height % factor == 0);
    const Image cells = resize_as_pil(mask, mask.width / factor, mask.height / factor);
    MaskField field{cells.width, cells.height, {}};
    field.values.reserve(cells.pixels.size());
    for (const std::uint8_t value : cells.pixels)
        field.values.push_back(grey == Grey::Keep ? static_cast<float>(value) / 255.0f : (value >= 128 ? 1.0f : 0.0f));
    return field;
}

} // namespace sfumato::image
