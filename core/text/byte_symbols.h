// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sfumato::text {

/// What stands at the end of a token that ends a word.
inline constexpr std::string_view word_end = "</w>";

/// The 256 bytes in the order of CLIP's first 256 ids: 33-126, 161-172, 174-255, then the other 68 ascending.
const std::array<std::uint8_t, 256> &bytes_in_clip_order();

/// The printable character, as UTF-8, by which vocabularies write a byte: itself where Latin-1 prints it,
/// otherwise U+0100 + n for the n-th of the others. Source: OpenAI CLIP, simple_tokenizer.
const std::string &symbol_of(std::uint8_t byte);

/// The bytes that a vocabulary's text stands for; empty where a character is no byte symbol.
std::optional<std::string> bytes_of_symbols(std::string_view symbols);

} // namespace sfumato::text
