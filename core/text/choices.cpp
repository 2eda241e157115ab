// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/choices.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "core/text/prompt_text.h"

namespace sfumato::text {
namespace {

constexpr std::string_view mark = "$$";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = skip_spaces(text, 0);
    return text.substr(begin, std::max(trim_spaces(text, text.size()), begin) - begin);
}

/// A number of up to four digits that `text` begins with; taken from it.
std::optional<std::size_t> take_number(std::string_view &text) {
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + std::min<std::size_t>(text.size(), 4), number);
    if (problem != std::errc())
        return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// `2$$`, `1-3$$`, `-3$$` or `1-$$`, and a joiner with another $$: taken from `inner`. False where nothing of it is there.
bool take_count(std::string_view &inner, ChoiceGroup &group) {
    std::string_view rest = inner.substr(skip_spaces(inner, 0));
    const auto first = take_number(rest);
    const bool range = rest.starts_with('-');
    if (range)
        rest.remove_prefix(1);
    const auto last = range ? take_number(rest) : first;
    if (!rest.starts_with(mark) || !(first || last))
        return false;
    group.least = first.value_or(1);
    group.most = last.value_or(std::numeric_limits<std::size_t>::max());
    if (group.least > group.most)
        std::swap(group.least, group.most);
    inner = rest.substr(mark.size());
    if (const std::size_t joined = inner.find(mark); joined < inner.find_first_of("|{")) {
        group.joiner = inner.substr(0, joined);
        inner.remove_prefix(joined + mark.size());
    }
    return true;
}

Choice choice_of(std::string_view text) {
    Choice choice{trimmed(text)};
    const std::size_t colons = choice.text.find("::");
    if (colons == std::string_view::npos)
        return choice;
    const std::string_view number = trimmed(choice.text.substr(0, colons));
    double weight = 0;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), weight);
    if (number.empty() || problem != std::errc() || end != number.data() + number.size() || !(weight >= 0 && weight <= 1e6))
        return choice; // what stands there is text
    return {trimmed(choice.text.substr(colons + 2)), weight};
}

/// At the outermost |, those in braces and square brackets left out.
std::vector<std::string_view> split(std::string_view inner) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    int depth = 0;
    for (std::size_t i = 0; i < inner.size(); ++i) {
        const char c = inner[i];
        if (c == '{' || c == '[')
            ++depth;
        else if (c == '}' || c == ']')
            depth = std::max(0, depth - 1);
        else if (c == '|' && depth == 0) {
            parts.push_back(inner.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    parts.push_back(inner.substr(begin));
    return parts;
}

/// For every { the place of its }, for all else 0.
std::vector<std::size_t> partners(std::string_view prompt) {
    std::vector<std::size_t> partner(prompt.size()), open;
    for (std::size_t i = 0; i < prompt.size(); ++i) {
        if (prompt[i] == '{') {
            open.push_back(i);
        } else if (prompt[i] == '}' && !open.empty()) {
            partner[open.back()] = i;
            open.pop_back();
        }
    }
    return partner;
}

} // namespace

std::vector<ChoiceGroup> choice_groups(std::string_view prompt) {
    std::vector<ChoiceGroup> groups;
    const std::vector<std::size_t> partner = partners(prompt);
    for (std::size_t i = 0; i < prompt.size(); ++i) {
        if (partner[i] == 0)
            continue;
        ChoiceGroup group{i, partner[i] + 1 - i};
        std::string_view inner = prompt.substr(i + 1, partner[i] - i - 1);
        const bool counted = take_count(inner, group);
        const auto parts = split(inner);
        if (parts.size() == 1 && !counted)
            continue; // what is inside may be one
        for (const std::string_view part : parts)
            group.choices.push_back(choice_of(part));
        i = partner[i];
        groups.push_back(std::move(group));
    }
    return groups;
}

} // namespace sfumato::text
