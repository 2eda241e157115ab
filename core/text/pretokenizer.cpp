// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pretokenizer.h"

#include <utility>

#include "core/text/unicode.h"

namespace sfumato::text {
namespace {

/// Length of the contraction ending at the start of `text`, or 0.
std::size_t contraction(std::u32string_view text) {
    for (const std::u32string_view ending : {U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"})
        if (text.starts_with(ending))
            return ending.size();
    return 0;
}

bool is_symbol(char32_t c) {
    return !is_space(c) && !is_letter(c) && !is_number(c);
}

} // namespace

std::u32string clean(std::u32string text) {
    const std::u32string composed = to_nfc(std::move(text));
    std::u32string spaced;
    spaced.reserve(composed.size());
    for (const char32_t c : composed) {
        if (!is_space(c))
            spaced += c;
        else if (spaced.empty() || spaced.back() != U' ')
            spaced += U' ';
    }
    return to_lower(spaced);
}

std::vector<Word> split_words(std::u32string_view cleaned) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < cleaned.size();) {
        const char32_t c = cleaned[at];
        if (is_space(c)) {
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        if (const std::size_t length = contraction(cleaned.substr(at)); length != 0) {
            end = at + length;
        } else if (is_letter(c)) {
            while (end < cleaned.size() && is_letter(cleaned[end]))
                ++end;
        } else if (!is_number(c)) {
            while (end < cleaned.size() && is_symbol(cleaned[end]))
                ++end;
        }
        words.push_back({at, end});
        at = end;
    }
    return words;
}

} // namespace sfumato::text
