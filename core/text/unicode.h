// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

/// The little of Unicode 14 that prompts and tokenizers need; no locale is ever consulted.
namespace sfumato::text {

/// The code points of `utf8`. Overlong forms, surrogates, values above U+10FFFF and cut sequences are refused.
/// Errors: InvalidArgument naming `subject` and the first bad byte.
Result<std::u32string> decode_utf8(std::string_view utf8, std::string_view subject = "text");

/// Appends one code point (not a surrogate) as UTF-8.
void append_utf8(std::string &out, char32_t c);
std::string encode_utf8(std::u32string_view text);

bool is_letter(char32_t c); ///< general category L*
bool is_number(char32_t c); ///< general category N*
bool is_space(char32_t c);  ///< property White_Space

/// Letter, number or underscore: what \b of the prompt grammar sees as part of a word.
bool is_word(char32_t c);

/// Every code point lower-cased by itself: U+0130 becomes two, a final sigma is not treated specially.
std::u32string to_lower(std::u32string_view text);

/// Normalisation form C. Source: UAX #15; n log n at worst, in the length of the longest run of combining marks.
std::u32string to_nfc(std::u32string text);

} // namespace sfumato::text
