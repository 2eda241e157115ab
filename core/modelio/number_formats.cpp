// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/number_formats.h"

#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace sfumato::modelio {
namespace {

/// A small float: `exponent_bits` and `mantissa_bits` below a sign bit. Infinities and NaN are the caller's.
float small_float(unsigned bits, int exponent_bits, int mantissa_bits, int bias) {
    const unsigned mantissa = bits & ((1u << mantissa_bits) - 1u);
    const int exponent = static_cast<int>(bits >> mantissa_bits & ((1u << exponent_bits) - 1u));
    const float scale = static_cast<float>(1 << mantissa_bits);
    const float fraction = static_cast<float>(mantissa) / scale;
    const float value = exponent == 0 ? std::ldexp(fraction, 1 - bias) : std::ldexp(1.0f + fraction, exponent - bias);
    return bits >> (exponent_bits + mantissa_bits) & 1u ? -value : value;
}

float compute_fp8(ElementType type, std::uint8_t bits) {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    const float sign = bits & 0x80 ? -1.0f : 1.0f;
    switch (type) {
    case ElementType::F8E4M3: return (bits & 0x7F) == 0x7F ? nan : small_float(bits, 4, 3, 7);
    case ElementType::F8E4M3FNUZ: return bits == 0x80 ? nan : small_float(bits, 4, 3, 8);
    case ElementType::F8E5M2FNUZ: return bits == 0x80 ? nan : small_float(bits, 5, 2, 16);
    default: break; // F8E5M2 has infinities as IEEE numbers do
    }
    if ((bits & 0x7C) == 0x7C)
        return bits & 3 ? nan : sign * std::numeric_limits<float>::infinity();
    return small_float(bits, 5, 2, 15);
}

template <ElementType type>
const std::array<float, 256> &fp8_table() {
    static const std::array<float, 256> table = [] {
        std::array<float, 256> values{};
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = compute_fp8(type, static_cast<std::uint8_t>(i));
        return values;
    }();
    return table;
}

template <typename Number, typename Make>
void convert(const void *numbers, std::size_t count, float *floats, Make make) {
    const char *from = static_cast<const char *>(numbers);
    for (std::size_t i = 0; i < count; ++i) {
        Number number;
        std::memcpy(&number, from + i * sizeof number, sizeof number);
        floats[i] = make(number);
    }
}

template <typename Number>
void convert_plainly(const void *numbers, std::size_t count, float *floats) {
    convert<Number>(numbers, count, floats, [](Number number) { return static_cast<float>(number); });
}

} // namespace

float float_from_half(std::uint16_t bits) {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000u) << 16;
    const std::uint32_t exponent = bits >> 10 & 0x1Fu, mantissa = bits & 0x3FFu;
    if (exponent == 0x1F)
        return std::bit_cast<float>(sign | 0x7F800000u | mantissa << 13);
    if (exponent != 0)
        return std::bit_cast<float>(sign | (exponent + 112u) << 23 | mantissa << 13);
    const float tiny = static_cast<float>(mantissa) * 0x1p-24f; // exact, also for 0
    return sign ? -tiny : tiny;
}

float float_from_bfloat16(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t half_from_float(float value) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000u);
    const std::uint32_t size = bits & 0x7FFFFFFFu;
    if (size > 0x7F800000u)
        return static_cast<std::uint16_t>(sign | 0x7E00u);
    if (size >= 0x477FF000u) // 65520 and more round to infinity
        return static_cast<std::uint16_t>(sign | 0x7C00u);
    if (size < 0x38800000u) { // below 2^-14: subnormal; adding 0.5 rounds to multiples of 2^-24
        const float shifted = std::bit_cast<float>(size) + 0.5f;
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F000000u));
    }
    const std::uint32_t rounded = size + 0xFFFu + (size >> 13 & 1u);
    return static_cast<std::uint16_t>(sign | ((rounded >> 13) - (112u << 10)));
}

std::uint16_t bfloat16_from_float(float value) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7FFFFFFFu) > 0x7F800000u)
        return static_cast<std::uint16_t>(bits >> 16 | 0x40u);
    return static_cast<std::uint16_t>((bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16);
}

bool is_fp8(ElementType type) {
    return type == ElementType::F8E4M3 || type == ElementType::F8E5M2 || type == ElementType::F8E4M3FNUZ ||
           type == ElementType::F8E5M2FNUZ;
}

float float_from_fp8(ElementType type, std::uint8_t bits) {
    switch (type) {
    case ElementType::F8E4M3: return fp8_table<ElementType::F8E4M3>()[bits];
    case ElementType::F8E4M3FNUZ: return fp8_table<ElementType::F8E4M3FNUZ>()[bits];
    case ElementType::F8E5M2FNUZ: return fp8_table<ElementType::F8E5M2FNUZ>()[bits];
    default: return fp8_table<ElementType::F8E5M2>()[bits];
    }
}

bool converts_to_float(ElementType type) {
    switch (type) {
    case ElementType::F8E8M0:
    case ElementType::C64:
    case ElementType::F4:
    case ElementType::F6E2M3:
    case ElementType::F6E3M2: return false;
    default: return true;
    }
}

void to_floats(ElementType type, const void *numbers, std::size_t count, float *floats) {
    assert(converts_to_float(type));
    switch (type) {
    case ElementType::F32: std::memcpy(floats, numbers, count * sizeof(float)); return;
    case ElementType::F16: return convert<std::uint16_t>(numbers, count, floats, float_from_half);
    case ElementType::BF16: return convert<std::uint16_t>(numbers, count, floats, float_from_bfloat16);
    case ElementType::F64: return convert_plainly<double>(numbers, count, floats);
    case ElementType::Bool:
    case ElementType::U8: return convert_plainly<std::uint8_t>(numbers, count, floats);
    case ElementType::I8: return convert_plainly<std::int8_t>(numbers, count, floats);
    case ElementType::U16: return convert_plainly<std::uint16_t>(numbers, count, floats);
    case ElementType::I16: return convert_plainly<std::int16_t>(numbers, count, floats);
    case ElementType::U32: return convert_plainly<std::uint32_t>(numbers, count, floats);
    case ElementType::I32: return convert_plainly<std::int32_t>(numbers, count, floats);
    case ElementType::U64: return convert_plainly<std::uint64_t>(numbers, count, floats);
    case ElementType::I64: return convert_plainly<std::int64_t>(numbers, count, floats);
    default:
        convert<std::uint8_t>(numbers, count, floats, [type](std::uint8_t bits) { return float_from_fp8(type, bits); });
    }
}

void from_floats(ElementType type, const float *floats, std::size_t count, void *numbers) {
    assert(type == ElementType::F32 || type == ElementType::F16 || type == ElementType::BF16);
    if (type == ElementType::F32) {
        std::memcpy(numbers, floats, count * sizeof(float));
        return;
    }
    char *to = static_cast<char *>(numbers);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint16_t bits = type == ElementType::F16 ? half_from_float(floats[i]) : bfloat16_from_float(floats[i]);
        std::memcpy(to + 2 * i, &bits, sizeof bits);
    }
}

} // namespace sfumato::modelio
