// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/text/bpe_tokenizer.h"
#include "core/text/prompt_parser.h"

namespace sfumato::text {

/// Where a prompt longer than one sequence of the text encoder is cut.
enum class Chunking {
    CommaRule, ///< web UI: at a comma at most 20 tokens back, else anywhere; BREAK ends a chunk
    KeepShort, ///< ComfyUI: segments of fewer than 8 tokens stay whole, longer ones are cut anywhere
    Truncate,  ///< diffusers: one chunk; what does not fit is left out and reported
};

/// A word with vectors of its own (textual inversion): where the tokens of a text spell it, the ids first_id,
/// first_id + 1, ... stand instead, which no vocabulary has.
struct EmbeddedWord {
    std::vector<std::int32_t> spelling; ///< never empty
    std::int32_t first_id = 0;
    int vectors = 1;
};

struct ChunkRules {
    Chunking chunking = Chunking::CommaRule;
    int comma_backtrack = 20; ///< tokens, of CommaRule; 0 = never look for a comma
    std::span<const EmbeddedWord> words = {}; ///< of several that fit the longest spelling is taken
};

/// One sequence for the text encoder: bos, up to 75 tokens, eos, padding.
struct PromptChunk {
    std::vector<std::int32_t> ids; ///< max_length of the tokenizer: 77
    std::vector<float> weights;    ///< as many; 1 for bos, eos and padding
};

struct ChunkedPrompt {
    std::vector<PromptChunk> chunks; ///< never empty
    std::size_t tokens = 0;          ///< of the text, before any cut
    std::vector<PromptIssue> issues; ///< about the whole text: offset and length are 0
};

/// Lays a prompt out as sequences. With Truncate nothing but the first chunk's tokens is kept, otherwise every token.
/// Padding is the tokenizer's pad id; where that is not eos, CommaRule pads from the first eos of a chunk on, also if
/// the user wrote it. The vectors of a word stay in one chunk, save where its rule cuts anywhere. Segment texts must be valid UTF-8.
/// Source: spec section 2; the web UI's sd_hijack_clip.tokenize_line, ComfyUI's SDTokenizer.tokenize_with_weights.
ChunkedPrompt chunk_prompt(std::span<const PromptSegment> segments, const BpeTokenizer &tokenizer,
                           const ChunkRules &rules = {});

/// The chunk of an empty prompt: bos, eos, padding.
PromptChunk empty_chunk(const BpeTokenizer &tokenizer);

} // namespace sfumato::text
