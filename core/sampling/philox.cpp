// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/philox.h"

#include <array>
#include <cmath>

namespace sfumato::sampling {
namespace {

using Block = std::array<std::uint32_t, 4>;

Block philox(Block counter, std::uint32_t key_0, std::uint32_t key_1) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
        const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key_0, static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key_1, static_cast<std::uint32_t>(a)};
        key_0 += 0x9E3779B9;
        key_1 += 0xBB67AE85;
    }
    return counter;
}

} // namespace

std::vector<float> philox_normal(std::uint64_t seed, std::uint64_t draw, std::size_t count) {
    // The constants are rounded to single precision, the arithmetic is double, as numpy makes it of A1111's lines.
    constexpr double unit = 2.3283064e-10f; // 2^-32
    constexpr double turn = static_cast<float>(2.3283064e-10 * 6.2831855);
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Block random = philox({static_cast<std::uint32_t>(draw), 0, static_cast<std::uint32_t>(i), 0},
                                    static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
        const double u = random[0] * unit + unit / 2.0;
        const double v = random[1] * turn + turn / 2.0;
        values[i] = static_cast<float>(std::sqrt(-2.0 * std::log(u)) * std::sin(v));
    }
    return values;
}

} // namespace sfumato::sampling
