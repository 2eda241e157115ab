// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One body, compiled for each width of vector registers; the processor's own is chosen when the library is loaded.
// Asked for by feature: "arch=haswell" would mean that one maker's models, and everyone else's would get the slowest.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define SFUMATO_WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SFUMATO_WIDEST
#endif

// Vectors are handed over between functions that are always inlined; no call has to agree on registers.
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wpsabi"
#endif

namespace sfumato::kernels {

/// Sixteen channels. Compilers split it into what the processor has.
typedef float Lane __attribute__((vector_size(64), aligned(4), may_alias));
typedef int IntLane __attribute__((vector_size(64), aligned(4), may_alias));

inline constexpr int channel_block = 16;

[[gnu::always_inline]] inline const Lane &lane(const float *p) { return *reinterpret_cast<const Lane *>(p); }
[[gnu::always_inline]] inline Lane &lane(float *p) { return *reinterpret_cast<Lane *>(p); }

/// e^x, within two units of the last place; x is held to -87..88, where floats are normal numbers.
/// Source: the polynomial of Cephes' expf.
[[gnu::always_inline]] inline Lane exponential(Lane x) {
    constexpr float round_to_integer = 12582912.0f; // 1.5 * 2^23: added, a float's last bits are its integer part
    x = x > 88.0f ? Lane{} + 88.0f : x;
    x = x < -87.0f ? Lane{} - 87.0f : x;
    const Lane shifted = x * 1.44269504088896341f + round_to_integer, n = shifted - round_to_integer;
    const Lane r = x - n * 0.693359375f + n * 2.12194440e-4f;
    Lane p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    return (Lane)((IntLane)p + ((IntLane)shifted << 23)); // vectors of the same size: a cast keeps the bits
}

} // namespace sfumato::kernels
