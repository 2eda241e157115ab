// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/text/vocabulary.h"

namespace sfumato::text {

/// CLIP's byte-pair tokenizer for a vocabulary of any size; gives the ids of the fast CLIP tokenizer of Hugging Face.
/// Immutable. Thread: any.
class BpeTokenizer {
public:
    /// Errors: CorruptFile where the vocabulary refers to tokens it does not have.
    static Result<BpeTokenizer> create(Vocabulary vocabulary);

    /// Reads a tokenizer folder (vocab.json, merges.txt, optional settings). Errors: as read_vocabulary.
    static Result<BpeTokenizer> load(const std::filesystem::path &folder);

    /// The ids of a text: no bos, no eos, not cut. The texts of bos and eos inside it become those tokens.
    /// Time: n log n. Throws Failure{InvalidArgument} where `utf8` is not valid UTF-8; check prompts before.
    std::vector<std::int32_t> encode(std::string_view utf8) const;

    /// The text of these ids, without bos and eos, words separated by one space; ids out of range are skipped.
    /// A sequence that was cut inside a character may end in invalid UTF-8.
    std::string decode(std::span<const std::int32_t> ids) const;

    /// What one token shows in an editor: its text in one line of valid UTF-8 (single bytes escaped), without </w>.
    std::string token_text(std::int32_t id) const;
    bool ends_word(std::int32_t id) const;

    /// The id of a token as the vocabulary writes it, e.g. ",</w>".
    std::optional<std::int32_t> find(std::string_view token) const;

    std::int32_t bos() const { return vocabulary_.bos; }
    std::int32_t eos() const { return vocabulary_.eos; }
    std::int32_t pad() const { return vocabulary_.pad; }
    std::int32_t vocab_size() const { return static_cast<std::int32_t>(vocabulary_.tokens.size()); }
    /// Ids in a sequence, bos and eos included: 77.
    int max_length() const { return vocabulary_.max_length; }
    const Vocabulary &vocabulary() const { return vocabulary_; }

private:
    struct Rule {
        std::int32_t rank, result;
    };
    struct Workspace;

    BpeTokenizer() = default;
    const Rule *rule(std::int32_t left, std::int32_t right) const;
    void encode_plain(std::string_view utf8, Workspace &work, std::vector<std::int32_t> &out) const;
    void merge_word(Workspace &work, std::vector<std::int32_t> &out) const;

    Vocabulary vocabulary_;
    std::unordered_map<std::string, std::int32_t> ids_;
    std::unordered_map<std::uint64_t, Rule> rules_;
    std::array<std::int32_t, 256> inner_{}; ///< id of a byte's symbol
    std::array<std::int32_t, 256> final_{}; ///< id of a byte's symbol at the end of a word
};

} // namespace sfumato::text
