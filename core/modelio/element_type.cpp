// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/element_type.h"

#include <array>

namespace sfumato::modelio {
namespace {

struct Row {
    ElementType type;
    std::string_view name;
    int bits;
};

/// In the order of the enumeration.
constexpr std::array<Row, 22> table = {{
    {ElementType::Bool, "BOOL", 8},
    {ElementType::U8, "U8", 8},
    {ElementType::I8, "I8", 8},
    {ElementType::F8E5M2, "F8_E5M2", 8},
    {ElementType::F8E4M3, "F8_E4M3", 8},
    {ElementType::F8E8M0, "F8_E8M0", 8},
    {ElementType::F8E4M3FNUZ, "F8_E4M3FNUZ", 8},
    {ElementType::F8E5M2FNUZ, "F8_E5M2FNUZ", 8},
    {ElementType::I16, "I16", 16},
    {ElementType::U16, "U16", 16},
    {ElementType::F16, "F16", 16},
    {ElementType::BF16, "BF16", 16},
    {ElementType::I32, "I32", 32},
    {ElementType::U32, "U32", 32},
    {ElementType::F32, "F32", 32},
    {ElementType::C64, "C64", 64},
    {ElementType::F64, "F64", 64},
    {ElementType::I64, "I64", 64},
    {ElementType::U64, "U64", 64},
    {ElementType::F4, "F4", 4},
    {ElementType::F6E2M3, "F6_E2M3", 6},
    {ElementType::F6E3M2, "F6_E3M2", 6},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (static_cast<std::size_t>(table[i].type) != i)
            return false;
    return true;
}
static_assert(in_order());

} // namespace

int bits_of(ElementType type) {
    return table[static_cast<std::size_t>(type)].bits;
}

std::string_view to_string(ElementType type) {
    return table[static_cast<std::size_t>(type)].name;
}

std::optional<ElementType> element_type_from(std::string_view name) {
    for (const Row &row : table)
        if (row.name == name)
            return row.type;
    return std::nullopt;
}

} // namespace sfumato::modelio
