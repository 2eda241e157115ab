// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sfumato::test {

/// The bytes of a safetensors file made by hand, so that its parts can be wrong: length, header text, `data`
/// zero bytes. `claimed` replaces the true header length.
inline std::string raw_safetensors(std::string_view header, std::size_t data, std::uint64_t claimed) {
    std::string file;
    for (int i = 0; i < 8; ++i)
        file += static_cast<char>(claimed >> (8 * i) & 0xFF);
    file += header;
    file.append(data, '\0');
    return file;
}

inline std::string raw_safetensors(std::string_view header, std::size_t data) {
    return raw_safetensors(header, data, header.size());
}

/// One header entry; `data_offsets` and `shape` as JSON text.
inline std::string entry(std::string_view name, std::string_view dtype, std::string_view shape,
                         std::string_view offsets) {
    std::string text = "\"";
    text.append(name).append("\":{\"dtype\":\"").append(dtype).append("\",\"shape\":").append(shape);
    return text.append(",\"data_offsets\":").append(offsets).append("}");
}

/// Text between braces.
inline std::string object(std::string_view text) {
    return std::string("{").append(text).append("}");
}

} // namespace sfumato::test
