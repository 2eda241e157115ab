// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace sfumato::text {

struct Choice {
    std::string_view text; ///< without the white space around it; may hold choices and wildcards
    double weight = 1.0;   ///< 0 or more, relative to the others'
};

/// `{a|b}`, of which one is drawn; `{2::a|b}` draws the first twice as often; `{2$$a|b|c}` draws two, none twice, joined by
/// commas, `{1-3$$ and $$a|b|c}` up to three, joined otherwise. Source: sd-dynamic-prompts' variants.
struct ChoiceGroup {
    std::size_t offset = 0, length = 0; ///< bytes, with the braces
    std::size_t least = 1, most = 1;    ///< how many are drawn, at most as many as there are
    std::string_view joiner = ", ";
    std::vector<Choice> choices = {}; ///< one or more
};

/// The outermost groups of a prompt, in order. Braces with neither | nor a number and $$ are no choice but text, as is a
/// brace without a partner; a | within square brackets belongs to them.
std::vector<ChoiceGroup> choice_groups(std::string_view prompt);

} // namespace sfumato::text
