// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sfumato::modelio {

/// What one number of a stored tensor is. The last three are smaller than a byte.
/// Source: the `dtype` strings of the safetensors format.
enum class ElementType {
    Bool,
    U8,
    I8,
    F8E5M2,
    F8E4M3,
    F8E8M0,
    F8E4M3FNUZ,
    F8E5M2FNUZ,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    C64,
    F64,
    I64,
    U64,
    F4,
    F6E2M3,
    F6E3M2,
};

/// Bits of one element: 4 to 64.
int bits_of(ElementType type);

/// The name as the file format writes it, e.g. "F8_E4M3".
std::string_view to_string(ElementType type);

/// The type of that exact name; empty for any other text.
std::optional<ElementType> element_type_from(std::string_view name);

/// Bytes of a tensor of this shape, or empty where a dimension is negative, the product overflows
/// or sub-byte elements do not fill whole bytes. Rank 0 is one element; a zero dimension gives 0.
template <typename Shape>
std::optional<std::uint64_t> bytes_of(ElementType type, const Shape &shape) {
    std::uint64_t bits = static_cast<std::uint64_t>(bits_of(type));
    for (const std::int64_t side : shape)
        if (side < 0 || __builtin_mul_overflow(bits, static_cast<std::uint64_t>(side), &bits))
            return std::nullopt;
    if (bits % 8 != 0)
        return std::nullopt;
    return bits / 8;
}

} // namespace sfumato::modelio
