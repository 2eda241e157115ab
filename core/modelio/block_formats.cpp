// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/block_formats.h"

#include <array>
#include <utility>

#include "core/modelio/number_formats.h"

namespace sfumato::modelio {
namespace {

using Bytes = const std::uint8_t *;

float half_at(Bytes at) {
    return float_from_half(static_cast<std::uint16_t>(at[0] | at[1] << 8));
}

std::uint32_t word_at(Bytes at) {
    return static_cast<std::uint32_t>(at[0]) | static_cast<std::uint32_t>(at[1]) << 8 |
           static_cast<std::uint32_t>(at[2]) << 16 | static_cast<std::uint32_t>(at[3]) << 24;
}

float number(int value) {
    return static_cast<float>(value);
}

// Blocks of 32: the low nibbles are the first 16 numbers, the high ones the second.

void decode_q4_0(Bytes block, float *out) {
    const float d = half_at(block);
    for (int j = 0; j < 16; ++j) {
        out[j] = number((block[2 + j] & 15) - 8) * d;
        out[j + 16] = number((block[2 + j] >> 4) - 8) * d;
    }
}

void decode_q4_1(Bytes block, float *out) {
    const float d = half_at(block), m = half_at(block + 2);
    for (int j = 0; j < 16; ++j) {
        out[j] = number(block[4 + j] & 15) * d + m;
        out[j + 16] = number(block[4 + j] >> 4) * d + m;
    }
}

/// The fifth bit of number j is bit j of the word in front of the nibbles.
int fifth_bit(std::uint32_t bits, int j) {
    return static_cast<int>(bits >> j & 1u) << 4;
}

void decode_q5_0(Bytes block, float *out) {
    const float d = half_at(block);
    const std::uint32_t high = word_at(block + 2);
    for (int j = 0; j < 16; ++j) {
        out[j] = number(((block[6 + j] & 15) | fifth_bit(high, j)) - 16) * d;
        out[j + 16] = number(((block[6 + j] >> 4) | fifth_bit(high, j + 16)) - 16) * d;
    }
}

void decode_q5_1(Bytes block, float *out) {
    const float d = half_at(block), m = half_at(block + 2);
    const std::uint32_t high = word_at(block + 4);
    for (int j = 0; j < 16; ++j) {
        out[j] = number((block[8 + j] & 15) | fifth_bit(high, j)) * d + m;
        out[j + 16] = number((block[8 + j] >> 4) | fifth_bit(high, j + 16)) * d + m;
    }
}

void decode_q8_0(Bytes block, float *out) {
    const float d = half_at(block);
    for (int j = 0; j < 32; ++j)
        out[j] = number(static_cast<std::int8_t>(block[2 + j])) * d;
}

// K-quants: blocks of 256 with quantised scales for 16 or 32 numbers each.

void decode_q2_k(Bytes block, float *out) {
    const Bytes scales = block;
    const float d = half_at(block + 80), least = half_at(block + 82);
    for (int i = 0; i < 256; ++i) {
        const int group = i / 16, half = i / 128, shift = i % 128 / 32 * 2;
        const int q = block[16 + 32 * half + i % 32] >> shift & 3;
        out[i] = d * number(scales[group] & 15) * number(q) - least * number(scales[group] >> 4);
    }
}

void decode_q3_k(Bytes block, float *out) {
    const Bytes high = block, low = block + 32, packed = block + 96;
    const float d = half_at(block + 108);
    for (int i = 0; i < 256; ++i) {
        const int group = i / 16, half = i / 128, pair = i % 128 / 32;
        const int nibble = group < 8 ? packed[group] & 15 : packed[group - 8] >> 4;
        const int scale = nibble | (packed[8 + group % 4] >> (2 * (group / 4)) & 3) << 4;
        const int q = (low[32 * half + i % 32] >> (2 * pair) & 3) - (high[i % 32] >> (4 * half + pair) & 1 ? 0 : 4);
        out[i] = d * number(scale - 32) * number(q);
    }
}

/// Scale and minimum of the j-th 32 numbers: six bits each, packed into twelve bytes.
std::pair<int, int> scale_and_least(Bytes packed, int j) {
    if (j < 4)
        return {packed[j] & 63, packed[j + 4] & 63};
    return {(packed[j + 4] & 15) | (packed[j - 4] >> 6) << 4, (packed[j + 4] >> 4) | (packed[j] >> 6) << 4};
}

void decode_q4_k(Bytes block, float *out) {
    const float d = half_at(block), least = half_at(block + 2);
    for (int j = 0; j < 8; ++j) {
        const auto [scale, minimum] = scale_and_least(block + 4, j);
        const float step = d * number(scale), below = least * number(minimum);
        const Bytes nibbles = block + 16 + 32 * (j / 2);
        for (int l = 0; l < 32; ++l)
            out[32 * j + l] = step * number(j % 2 ? nibbles[l] >> 4 : nibbles[l] & 15) - below;
    }
}

void decode_q5_k(Bytes block, float *out) {
    const float d = half_at(block), least = half_at(block + 2);
    const Bytes high = block + 16;
    for (int j = 0; j < 8; ++j) {
        const auto [scale, minimum] = scale_and_least(block + 4, j);
        const float step = d * number(scale), below = least * number(minimum);
        const Bytes nibbles = block + 48 + 32 * (j / 2);
        for (int l = 0; l < 32; ++l) {
            const int q = (j % 2 ? nibbles[l] >> 4 : nibbles[l] & 15) | (high[l] >> j & 1) << 4;
            out[32 * j + l] = step * number(q) - below;
        }
    }
}

void decode_q6_k(Bytes block, float *out) {
    const float d = half_at(block + 208);
    for (int i = 0; i < 256; ++i) {
        const int half = i / 128, quarter = i % 128 / 32, l = i % 32;
        const int low = block[64 * half + 32 * (quarter % 2) + l];
        const int high = block[128 + 32 * half + l] >> (2 * quarter) & 3;
        const int q = ((quarter < 2 ? low & 15 : low >> 4) | high << 4) - 32;
        out[i] = d * number(static_cast<std::int8_t>(block[192 + i / 16])) * number(q);
    }
}

constexpr std::array<BlockFormat, 10> formats = {{
    {2, "Q4_0", 32, 18, decode_q4_0},
    {3, "Q4_1", 32, 20, decode_q4_1},
    {6, "Q5_0", 32, 22, decode_q5_0},
    {7, "Q5_1", 32, 24, decode_q5_1},
    {8, "Q8_0", 32, 34, decode_q8_0},
    {10, "Q2_K", 256, 84, decode_q2_k},
    {11, "Q3_K", 256, 110, decode_q3_k},
    {12, "Q4_K", 256, 144, decode_q4_k},
    {13, "Q5_K", 256, 176, decode_q5_k},
    {14, "Q6_K", 256, 210, decode_q6_k},
}};

} // namespace

const BlockFormat *block_format(std::uint32_t ggml_type) {
    for (const BlockFormat &format : formats)
        if (format.id == ggml_type)
            return &format;
    return nullptr;
}

} // namespace sfumato::modelio
