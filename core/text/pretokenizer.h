// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato::text {

/// What happens to text before it is cut into words: form C, every run of white space one space, lower case.
/// Source: the fast CLIP tokenizer of Hugging Face.
std::u32string clean(std::u32string text);

/// A word as half-open positions in the cleaned text.
struct Word {
    std::size_t begin, end;
};

/// The words of cleaned text, in order, white space between them dropped. A word is an English contraction's
/// ending ('s 't 're 've 'm 'll 'd) where the word before ended there, a run of letters, one number character,
/// or a run of anything else.
std::vector<Word> split_words(std::u32string_view cleaned);

} // namespace sfumato::text
