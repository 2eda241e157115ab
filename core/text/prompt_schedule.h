// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/text/prompt_text.h"
#include "core/text/schedule_tree.h"

namespace sfumato::text {

/// A tag such as <lora:name:0.8>, taken out of the text.
struct NetworkTag {
    std::string type;                   ///< "lora", ...
    std::string name;                   ///< what follows the first colon
    std::vector<std::string> arguments; ///< the rest between colons
    std::size_t offset = 0, length = 0; ///< bytes in the prompt
};

/// A text that holds up to and including a step.
struct ScheduledText {
    int last_step = 0;    ///< 1 .. steps
    std::size_t text = 0; ///< place in PromptSchedule::texts
};

/// One side of an AND.
struct PromptPart {
    double weight = 1.0;                 ///< its share of the guidance; finite
    std::vector<ScheduledText> schedule; ///< never empty, ascending; the last entry ends with the last step
};

/// What a prompt says at every step of a run.
struct PromptSchedule {
    std::vector<std::string> texts; ///< each once, with weights still written in them
    std::vector<PromptPart> parts;  ///< never empty
    std::vector<NetworkTag> networks;
    std::vector<PromptIssue> issues;
    /// The prompt with the signs of schedules, ANDs and tags blanked: parse_weights() of it reports what is odd
    /// about the brackets that remain, at the right offsets.
    std::string skeleton;

    /// The text of a part at a step, 1 .. steps.
    const std::string &at(std::size_t part, int step) const;
};

/// Whether a text may be several joined by AND: positive prompts are, negative ones are not.
enum class Composition { Parts, One };

/// Reads [a:b:w], [b:w], [a::w], [a|b|c], AND with `:w`, and network tags, for a run of 1 to 1000 steps.
/// In [a:b:w] a is used while step <= w; a number with a point is a share of the steps, one without is a step.
/// [a|b|c] goes on with every step. Brackets that make neither are left to parse_weights(), as is a whole part
/// in which | stands outside an alternation. Nothing recurses; time is linear in the text times distinct steps.
/// Errors: as check_prompt; InvalidArgument for a malformed lora, lyco or hypernet tag; LimitExceeded for more than
/// 64 parts or more than 64 MiB of distinct texts.
/// Source: dialect 4.4; the web UI's prompt_parser (grammar, get_multicond_prompt_list) since version 1.6.
Result<PromptSchedule> schedule_prompt(std::string_view prompt, PassSteps pass, Composition composition = Composition::Parts);

} // namespace sfumato::text
