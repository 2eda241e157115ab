// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompt_schedule.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/printable.h"
#include "core/text/network_tags.h"
#include "core/text/schedule_tree.h"

namespace sfumato::text {
namespace {

constexpr std::string_view and_word = "AND";
constexpr std::size_t max_parts = 64;
constexpr std::size_t max_text_bytes = std::size_t{64} << 20;

/// Half-open bytes of the stripped prompt.
struct Span {
    std::size_t begin, end;
};

std::vector<Span> split_at_and(std::string_view text) {
    std::vector<Span> out;
    std::size_t begin = 0;
    for (std::size_t at = 0; (at = text.find(and_word, at)) != std::string_view::npos;) {
        if (!whole_word_at(text, at, and_word)) {
            ++at;
            continue;
        }
        out.push_back({begin, at});
        begin = at = at + and_word.size();
    }
    out.push_back({begin, text.size()});
    return out;
}

/// The `: w` that a part ends with: its weight and where the part's text ends; w is digits with an optional point.
struct TrailingWeight {
    double weight;
    std::size_t text_end, colon;
};

std::optional<TrailingWeight> trailing_weight(std::string_view text) {
    const std::size_t end = trim_spaces(text, text.size());
    std::size_t begin = end;
    while (begin > 0 && std::string_view("0123456789.").find(text[begin - 1]) != std::string_view::npos)
        --begin;
    const std::string_view digits = text.substr(begin, end - begin);
    if (digits.find_first_not_of('.') == std::string_view::npos || std::count(digits.begin(), digits.end(), '.') > 1)
        return std::nullopt;
    double weight = 0.0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), weight).ec == std::errc::result_out_of_range)
        weight = HUGE_VAL;
    if (begin > 0 && (text[begin - 1] == '-' || text[begin - 1] == '+'))
        weight = text[--begin] == '-' ? -weight : weight;
    const std::size_t after = trim_spaces(text, begin);
    if (after == 0 || text[after - 1] != ':')
        return std::nullopt;
    return TrailingWeight{weight, trim_spaces(text, after - 1), after - 1};
}

/// Builds a PromptSchedule part by part.
class Scheduler {
public:
    Scheduler(std::string_view prompt, const StrippedPrompt &stripped, PassSteps pass) : stripped_(stripped), pass_(pass) {
        out_.skeleton = prompt;
        out_.networks = stripped.tags();
        for (const NetworkTag &tag : out_.networks) {
            std::fill_n(out_.skeleton.begin() + static_cast<std::ptrdiff_t>(tag.offset), tag.length, ' ');
            if (tag.type != "lora" && tag.type != "lyco" && tag.type != "hypernet") // which the adapters' loader reads
                add_issue(out_.issues, tag.offset, tag.length,
                      fmt::format("{} {} does nothing in this version", printable(tag.type, 40), in_quotes(tag.name)));
        }
    }

    Result<void> add_part(Span span, Composition composition, bool alone) {
        const std::string_view all = std::string_view(stripped_.text()).substr(span.begin, span.end - span.begin);
        std::string_view text = all;
        PromptPart part;
        if (const auto trailing = composition == Composition::Parts ? trailing_weight(all) : std::nullopt) {
            part.weight = trailing->weight;
            text = all.substr(0, trailing->text_end);
            weigh(part, span.begin + trailing->colon, span.begin + trim_spaces(all, all.size()), alone);
        }
        const ScheduleTree tree(text, pass_);
        for (const PromptIssue &issue : tree.issues())
            add_issue(out_.issues, stripped_.source(span.begin + issue.offset), issue.length, issue.message);
        for (const std::size_t sign : tree.signs())
            blank(span.begin + sign, span.begin + sign + 1);
        for (const int last : tree.last_steps()) {
            const std::size_t number = number_of(tree.at(last));
            if (bytes_ > max_text_bytes)
                return fail(ErrorCode::LimitExceeded, "prompt", "its schedule makes more than 64 MiB of different texts",
                            "use fewer alternatives or steps");
            if (!part.schedule.empty() && part.schedule.back().text == number)
                part.schedule.back().last_step = last;
            else
                part.schedule.push_back({last, number});
        }
        out_.parts.push_back(std::move(part));
        return {};
    }

    void blank(std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end; ++at)
            out_.skeleton[stripped_.source(at)] = ' ';
    }

    PromptSchedule take() { return std::move(out_); }

private:
    void weigh(PromptPart &part, std::size_t begin, std::size_t end, bool alone) {
        const std::size_t source = stripped_.source(begin), length = stripped_.source(end - 1) + 1 - source;
        if (alone)
            add_issue(out_.issues, source, length, "a number after a colon at the end weighs the whole prompt");
        if (std::abs(part.weight) > max_prompt_weight) {
            add_issue(out_.issues, source, length, "the weight is held to 1000");
            part.weight = std::copysign(max_prompt_weight, part.weight);
        }
        blank(begin, end);
    }

    std::size_t number_of(std::string text) {
        const auto [place, is_new] = numbers_.try_emplace(std::move(text), out_.texts.size());
        if (is_new) {
            bytes_ += place->first.size();
            out_.texts.push_back(place->first);
        }
        return place->second;
    }

    const StrippedPrompt &stripped_;
    PassSteps pass_;
    std::size_t bytes_ = 0;
    std::unordered_map<std::string, std::size_t> numbers_;
    PromptSchedule out_;
};

} // namespace

const std::string &PromptSchedule::at(std::size_t part, int step) const {
    const std::vector<ScheduledText> &schedule = parts[part].schedule;
    const auto entry = std::find_if(schedule.begin(), schedule.end(),
                                    [&](const ScheduledText &text) { return step <= text.last_step; });
    assert(entry != schedule.end());
    return texts[entry->text];
}

Result<PromptSchedule> schedule_prompt(std::string_view prompt, PassSteps pass, Composition composition) {
    SFUMATO_CHECK(check_prompt(prompt));
    if (pass.steps < 1 || pass.steps > limits::max_steps)
        return fail(ErrorCode::InvalidArgument, "steps", fmt::format("is {}, not 1 to {}", pass.steps, limits::max_steps));
    SFUMATO_TRY(const StrippedPrompt stripped, StrippedPrompt::strip(prompt));
    const std::vector<Span> parts = composition == Composition::Parts ? split_at_and(stripped.text())
                                                                      : std::vector<Span>{{0, stripped.text().size()}};
    if (parts.size() > max_parts)
        return fail(ErrorCode::LimitExceeded, "prompt",
                    fmt::format("joins {} parts by AND, more than {}", parts.size(), max_parts));
    Scheduler scheduler(prompt, stripped, pass);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        SFUMATO_CHECK(scheduler.add_part(parts[i], composition, parts.size() == 1));
        if (i > 0)
            scheduler.blank(parts[i].begin - and_word.size(), parts[i].begin);
    }
    return scheduler.take();
}

} // namespace sfumato::text
