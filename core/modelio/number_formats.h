// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/modelio/element_type.h"

namespace sfumato::modelio {

/// One IEEE half, or bfloat16, as fp32: exact.
float float_from_half(std::uint16_t bits);
float float_from_bfloat16(std::uint16_t bits);

/// The nearest half (ties to even; beyond 65504 infinite), or bfloat16; NaN stays NaN.
std::uint16_t half_from_float(float value);
std::uint16_t bfloat16_from_float(float value);

/// One fp8 number as fp32: exact. `type` is one that is_fp8().
/// Source: OCP 8-bit floating point specification; the FNUZ forms have no negative zero and no infinity.
float float_from_fp8(ElementType type, std::uint8_t bits);
bool is_fp8(ElementType type);

/// Whether numbers of this type can be made fp32: all floats of a byte and more, and the integers.
bool converts_to_float(ElementType type);

/// Makes fp32 of `count` numbers; both may be unaligned, and must not overlap.
void to_floats(ElementType type, const void *numbers, std::size_t count, float *floats);

/// The reverse, for F32, F16 and BF16.
void from_floats(ElementType type, const float *floats, std::size_t count, void *numbers);

} // namespace sfumato::modelio
