// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/text/bpe_tokenizer.h"

namespace sfumato::text {

inline std::filesystem::path golden_tokenizer_folder() {
    return std::filesystem::path(SFUMATO_TEST_DATA) / "golden" / "tokenizer";
}

/// The tokenizer of the reference cases: 828 tokens, padded with eos.
inline const BpeTokenizer &golden_tokenizer() {
    static const BpeTokenizer tokenizer = value_or_throw(BpeTokenizer::load(golden_tokenizer_folder()));
    return tokenizer;
}

/// The same vocabulary padded with id 0, as OpenCLIP's encoders want it.
inline const BpeTokenizer &zero_padded_tokenizer() {
    static const BpeTokenizer tokenizer = [] {
        Vocabulary vocabulary = golden_tokenizer().vocabulary();
        vocabulary.pad = 0;
        return value_or_throw(BpeTokenizer::create(std::move(vocabulary)));
    }();
    return tokenizer;
}

} // namespace sfumato::text
