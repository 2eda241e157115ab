// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace sfumato::text {

/// A byte-level BPE vocabulary in CLIP's layout, of any size.
struct Vocabulary {
    /// Two tokens that become one; its place in `merges` is its rank, lowest first.
    struct Merge {
        std::int32_t left = 0, right = 0, result = 0;
    };

    std::vector<std::string> tokens; ///< by id, as the file writes them ("cat</w>"); "" where an id is unused
    std::vector<Merge> merges;
    std::int32_t bos = 0; ///< begins every sequence
    std::int32_t eos = 0; ///< ends every sequence
    std::int32_t unk = 0; ///< stands for symbols without a token
    std::int32_t pad = 0; ///< fills a sequence after its end
    int max_length = 77;  ///< ids in a sequence, bos and eos included
};

inline constexpr std::string_view default_bos = "<|startoftext|>";
inline constexpr std::string_view default_eos = "<|endoftext|>";

/// The texts a vocabulary is made of, and the names they have in messages.
struct VocabularyText {
    std::string vocab;          ///< JSON object: token -> id
    std::string merges;         ///< "#version" line, then one merge a line
    std::string config;         ///< tokenizer_config.json; may be empty
    std::string special_tokens; ///< special_tokens_map.json; may be empty; goes before `config`
    std::string vocab_name = "vocab.json";
    std::string merges_name = "merges.txt";
    std::string config_name = "tokenizer_config.json";
    std::string special_tokens_name = "special_tokens_map.json";
};

/// Errors: CorruptFile naming file, line or token, and the rule; LimitExceeded above a million tokens.
Result<Vocabulary> parse_vocabulary(const VocabularyText &text);

/// Reads vocab.json and merges.txt, or where those are missing tokenizer.json; also tokenizer_config.json and
/// special_tokens_map.json where they exist.
/// Errors: as parse_vocabulary and read_file.
Result<Vocabulary> read_vocabulary(const std::filesystem::path &folder);

/// Writes these four files, each whole or not at all. Errors: as write_file.
Result<void> write_vocabulary(const Vocabulary &vocabulary, const std::filesystem::path &folder);

} // namespace sfumato::text
