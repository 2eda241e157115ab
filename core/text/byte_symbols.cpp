// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_symbols.h"

#include <algorithm>

#include "core/text/unicode.h"

namespace sfumato::text {
namespace {

bool stands_for_itself(unsigned byte) {
    return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
}

struct Symbols {
    std::array<std::uint8_t, 256> order{};
    std::array<std::string, 256> text;
    std::array<int, 0x144> byte{}; ///< by code point; -1 where it is no symbol

    Symbols() {
        byte.fill(-1);
        std::size_t placed = 0;
        char32_t next = 0x100;
        const auto place = [&](unsigned value, char32_t c) {
            order[placed++] = static_cast<std::uint8_t>(value);
            append_utf8(text[value], c);
            byte[c] = static_cast<int>(value);
        };
        for (unsigned value = 0; value < 256; ++value)
            if (stands_for_itself(value))
                place(value, value);
        for (unsigned value = 0; value < 256; ++value)
            if (!stands_for_itself(value))
                place(value, next++);
    }
};

const Symbols &symbols() {
    static const Symbols table;
    return table;
}

} // namespace

const std::array<std::uint8_t, 256> &bytes_in_clip_order() {
    return symbols().order;
}

const std::string &symbol_of(std::uint8_t byte) {
    return symbols().text[byte];
}

std::optional<std::string> bytes_of_symbols(std::string_view text) {
    const auto points = decode_utf8(text);
    if (!points)
        return std::nullopt;
    std::string out;
    for (const char32_t c : *points) {
        if (c >= symbols().byte.size() || symbols().byte[c] < 0)
            return std::nullopt;
        out += static_cast<char>(symbols().byte[c]);
    }
    return out;
}

} // namespace sfumato::text
