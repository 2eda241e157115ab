// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompt_chunks.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/printable.h"

namespace sfumato::text {
namespace {

/// ComfyUI's SDTokenizer.max_word_length: segments of fewer tokens are not cut.
constexpr std::size_t short_segment = 8;

struct Token {
    std::int32_t id;
    float weight;
    bool joined = false; ///< belongs to the token before it: the next vector of one word
};

/// The word that is spelled at the beginning of `ids`, or null.
const EmbeddedWord *word_at(std::span<const std::int32_t> ids, std::span<const EmbeddedWord> words) {
    const EmbeddedWord *longest = nullptr;
    for (const EmbeddedWord &word : words)
        if (word.spelling.size() <= ids.size() && std::equal(word.spelling.begin(), word.spelling.end(), ids.begin()) &&
            (!longest || word.spelling.size() > longest->spelling.size()))
            longest = &word;
    return longest;
}

/// The tokens of a text, with the vectors of words in place of their spellings.
std::vector<Token> tokens_of(const PromptSegment &segment, const BpeTokenizer &tokenizer, std::span<const EmbeddedWord> words) {
    const std::vector<std::int32_t> ids = tokenizer.encode(segment.text);
    const auto weight = static_cast<float>(segment.weight);
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < ids.size();) {
        const EmbeddedWord *word = word_at(std::span(ids).subspan(at), words);
        if (word == nullptr) {
            tokens.push_back({ids[at++], weight});
            continue;
        }
        for (int i = 0; i < word->vectors; ++i)
            tokens.push_back({word->first_id + i, weight, i > 0});
        at += word->spelling.size();
    }
    return tokens;
}

/// Fills chunks one after the other.
class ChunkWriter {
public:
    ChunkWriter(const BpeTokenizer &tokenizer, const ChunkRules &rules)
        : tokenizer_(tokenizer), rules_(rules), capacity_(static_cast<std::size_t>(tokenizer.max_length()) - 2) {}

    /// Fills the chunk up and begins the next one.
    void end_chunk() {
        PromptChunk chunk;
        const auto length = static_cast<std::size_t>(tokenizer_.max_length());
        chunk.ids.reserve(length);
        chunk.ids.push_back(tokenizer_.bos());
        chunk.weights.assign(length, 1.0f);
        for (const Token &token : tokens_) {
            chunk.weights[chunk.ids.size()] = token.weight;
            chunk.ids.push_back(token.id);
        }
        chunk.ids.push_back(tokenizer_.eos());
        chunk.ids.resize(length, tokenizer_.pad());
        if (rules_.chunking == Chunking::CommaRule && tokenizer_.pad() != tokenizer_.eos()) {
            const auto first = std::find(chunk.ids.begin(), chunk.ids.end(), tokenizer_.eos());
            std::fill(first + 1, chunk.ids.end(), tokenizer_.pad());
        }
        out_.chunks.push_back(std::move(chunk));
        tokens_.clear();
        comma_ = no_comma;
    }

    /// Adds one token by the web UI's rule. A comma that arrives at a full chunk begins the next one.
    void add_by_comma_rule(Token token, std::int32_t comma) {
        const auto backtrack = static_cast<std::size_t>(std::max(rules_.comma_backtrack, 0));
        if (token.id == comma) {
            comma_ = tokens_.size();
        } else if (tokens_.size() == capacity_ && comma_ != no_comma && tokens_.size() - comma_ <= backtrack) {
            const auto after_comma = tokens_.begin() + static_cast<std::ptrdiff_t>(comma_) + 1;
            std::vector<Token> moved(after_comma, tokens_.end());
            tokens_.erase(after_comma, tokens_.end());
            end_chunk();
            tokens_ = std::move(moved);
        }
        if (tokens_.size() == capacity_)
            end_chunk();
        tokens_.push_back(token);
    }

    /// Begins a chunk where the vectors of one word do not fit in this one. They never fit where they fill a whole one.
    void make_room(std::size_t vectors) {
        if (tokens_.size() + vectors > capacity_ && vectors <= capacity_)
            end_chunk();
    }

    /// Adds a segment by ComfyUI's rule.
    void add_segment(std::span<const Token> segment) {
        const bool may_be_cut = segment.size() >= std::min(short_segment, capacity_ + 1);
        while (!segment.empty()) {
            const std::size_t room = capacity_ - tokens_.size();
            const std::size_t taken = segment.size() <= room ? segment.size() : may_be_cut ? room : 0;
            tokens_.insert(tokens_.end(), segment.begin(), segment.begin() + static_cast<std::ptrdiff_t>(taken));
            segment = segment.subspan(taken);
            if (!segment.empty())
                end_chunk();
        }
    }

    /// Adds a token if it fits.
    void add_or_cut(Token token) {
        if (tokens_.size() < capacity_)
            tokens_.push_back(token);
        else
            cut_.push_back(token.id);
    }

    ChunkedPrompt finish(std::size_t tokens) {
        if (!tokens_.empty() || out_.chunks.empty())
            end_chunk();
        out_.tokens = tokens;
        if (!cut_.empty())
            add_issue(out_.issues, 0, 0,
                      fmt::format("the prompt has {} tokens, {} more than fit; left out: {}", tokens, cut_.size(),
                                  in_quotes(tokenizer_.decode(cut_))));
        return std::move(out_);
    }

private:
    static constexpr std::size_t no_comma = static_cast<std::size_t>(-1);

    const BpeTokenizer &tokenizer_;
    ChunkRules rules_;
    std::size_t capacity_;
    std::vector<Token> tokens_;     ///< of the chunk being filled
    std::size_t comma_ = no_comma;  ///< where its last comma stands
    std::vector<std::int32_t> cut_; ///< what Truncate left out
    ChunkedPrompt out_;
};

} // namespace

ChunkedPrompt chunk_prompt(std::span<const PromptSegment> segments, const BpeTokenizer &tokenizer, const ChunkRules &rules) {
    ChunkWriter writer(tokenizer, rules);
    const std::int32_t comma = tokenizer.find(",</w>").value_or(-1);
    std::size_t count = 0;
    bool special = false;
    for (const PromptSegment &segment : segments) {
        if (segment.is_break) {
            if (rules.chunking != Chunking::Truncate)
                writer.end_chunk();
            continue;
        }
        const std::vector<Token> tokens = tokens_of(segment, tokenizer, rules.words);
        special = special || std::any_of(tokens.begin(), tokens.end(), [&](const Token &token) {
            return token.id == tokenizer.bos() || token.id == tokenizer.eos();
        });
        count += tokens.size();
        if (rules.chunking == Chunking::KeepShort) {
            writer.add_segment(tokens);
            continue;
        }
        for (auto token = tokens.begin(); token != tokens.end(); ++token) {
            if (rules.chunking == Chunking::Truncate) {
                writer.add_or_cut(*token);
                continue;
            }
            const auto next = std::find_if(token + 1, tokens.end(), [](const Token &other) { return !other.joined; });
            if (!token->joined && next - token > 1)
                writer.make_room(static_cast<std::size_t>(next - token));
            writer.add_by_comma_rule(*token, comma);
        }
    }
    ChunkedPrompt out = writer.finish(count);
    if (special)
        add_issue(out.issues, 0, 0, "the prompt writes a token that begins or ends a text; what follows may have no effect");
    return out;
}

PromptChunk empty_chunk(const BpeTokenizer &tokenizer) {
    return chunk_prompt({}, tokenizer).chunks.front();
}

} // namespace sfumato::text
