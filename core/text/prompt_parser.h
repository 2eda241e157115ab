// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/text/prompt_text.h"

namespace sfumato::text {

/// Whose way of weighting words is read.
enum class PromptGrammar {
    A1111, ///< (x) times 1.1, [x] divided by 1.1, (x:w) times w, BREAK; \( \) \[ \] \\ are plain characters
    Comfy, ///< (x) times 1.1, (x:w) sets w whatever surrounds it; \( \) are plain characters
    Plain, ///< none: the text as it is
};

/// A piece of a prompt under one weight, or a BREAK.
struct PromptSegment {
    std::string text;      ///< without the grammar's brackets, numbers and escapes; "" for a BREAK
    double weight = 1.0;   ///< finite, at most max_prompt_weight either way
    bool is_break = false; ///< what follows begins a new chunk

    bool operator==(const PromptSegment &) const = default;
};

struct ParsedPrompt {
    std::vector<PromptSegment> segments; ///< never empty
    std::vector<PromptIssue> issues;     ///< offsets into the text given
};

/// Reads weights; every text is accepted. `text` must satisfy check_prompt and be free of schedules and tags.
/// Brackets may nest at will: time and memory are linear, nothing recurses.
/// A1111: neighbours of equal weight are joined, brackets left open hold to the end, and BREAK inside brackets
/// breaks as well (the original takes it for a word there).
/// Comfy: a bracket without its partner is text.
/// Source: dialect 4.3; the web UI's prompt_parser.parse_prompt_attention, ComfyUI's sd1_clip.token_weights.
ParsedPrompt parse_weights(std::string_view text, PromptGrammar grammar = PromptGrammar::A1111);

} // namespace sfumato::text
