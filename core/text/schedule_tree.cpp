// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/schedule_tree.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace sfumato::text {
namespace {

/// [+-] digits with an optional point and exponent; infinite where it is too large.
std::optional<double> signed_number(std::string_view text) {
    if (text.find_first_not_of("+-.0123456789eE") != std::string_view::npos)
        return std::nullopt;
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || end != text.data() + text.size())
        return std::nullopt;
    if (error == std::errc::result_out_of_range)
        return text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos ? 0.0
               : text.starts_with('-')                                                               ? -HUGE_VAL
                                                                                                      : HUGE_VAL;
    return value;
}

} // namespace

ScheduleTree::ScheduleTree(std::string_view text, PassSteps pass) : text_(text), pass_(pass), steps_(pass.steps) {
    read();
    if (!literal_ && !open_.empty())
        give_up_brackets(text_.size(), "this bracket is never closed; no schedule can hold it");
    if (literal_) {
        nodes_.clear();
        signs_.clear();
        entries_ = {{What::Text, 0, text_.size()}};
    }
}

void ScheduleTree::read() {
    for (std::size_t at = 0; at < text_.size() && !literal_; ++at) {
        switch (text_[at]) {
        case '\\':
            // The escaped character is no sign; the backslash stays for parse_weights().
            put_text(at, std::min(at + 2, text_.size()));
            ++at;
            break;
        case '[':
        case '(':
            open_.push_back({entries_.size(), text_[at]});
            entries_.push_back({What::Open, at, at + 1});
            break;
        case ']':
        case ')': close(at); break;
        case ':':
        case '|': separate(at); break;
        default: {
            const std::size_t end = std::min(text_.find_first_of("\\[]():|", at), text_.size());
            put_text(at, end);
            at = end - 1;
        }
        }
    }
}

void ScheduleTree::put_text(std::size_t begin, std::size_t end) {
    if (!entries_.empty() && entries_.back().what == What::Text && entries_.back().end == begin)
        entries_.back().end = end;
    else
        entries_.push_back({What::Text, begin, end});
}

void ScheduleTree::separate(std::size_t at) {
    const bool bar = text_[at] == '|';
    if (open_.empty()) {
        if (bar)
            return give_up(at);
        return put_text(at, at + 1);
    }
    Bracket &bracket = open_.back();
    (bar ? bracket.bars : bracket.colons) += 1;
    // | belongs in square brackets without colons; anything else is no sentence of the grammar at all.
    if (bracket.bars > 0 && (bracket.sign == '(' || bracket.colons > 0))
        return give_up(at);
    if (bracket.sign == '[')
        entries_.push_back({What::Separator, at, at + 1});
    else if (bracket.colons > 1)
        give_up_brackets(at, "a second colon in round brackets; schedules around it are read as text");
    if (open_.empty() || open_.back().sign == '(')
        put_text(at, at + 1);
}

void ScheduleTree::close(std::size_t at) {
    const char wanted = text_[at] == ']' ? '[' : '(';
    if (open_.empty()) // parse_weights() reports it
        return put_text(at, at + 1);
    if (open_.back().sign != wanted) {
        give_up_brackets(at, "this bracket closes one of the other kind; schedules around it are read as text");
        return put_text(at, at + 1);
    }
    if (wanted == '[')
        return close_square(at);
    entries_[open_.back().entry].what = What::Text;
    open_.pop_back();
    put_text(at, at + 1);
}

void ScheduleTree::close_square(std::size_t at) {
    const Bracket bracket = open_.back();
    if (bracket.bars > 0)
        return make_node(at, -1, bracket.bars + 1);
    if (bracket.colons > 0) {
        if (close_scheduled(at))
            return;
        give_up_brackets(at, "this is no schedule and is read as text; write [from:to:when]");
        return put_text(at, at + 1);
    }
    entries_[bracket.entry].what = What::Text;
    open_.pop_back();
    put_text(at, at + 1);
}

/// Makes the innermost bracket a schedule, if its one or two colons and the number before `at` make one.
bool ScheduleTree::close_scheduled(std::size_t at) {
    const std::size_t colons = open_.back().colons;
    if (colons > 2)
        return false;
    std::size_t last = entries_.size() - 1;
    while (entries_[last].what != What::Separator)
        --last;
    const std::size_t begin = skip_spaces(text_, entries_[last].end), end = std::max(begin, trim_spaces(text_, at));
    const std::string_view number = text_.substr(begin, end - begin);
    const auto value = signed_number(number);
    if (!value)
        return false;
    const double step = pass_.step_of(*value, number.find('.') != std::string_view::npos);
    if (step >= steps_ && !pass_.followed)
        add_issue(issues_, begin, end - begin, "this change comes after the last step");
    for (std::size_t i = begin; i < end; ++i)
        signs_.push_back(i);
    entries_.resize(last + 1);
    make_node(at, static_cast<int>(std::clamp(step, 0.0, static_cast<double>(steps_))), colons);
    return true;
}

/// Replaces the innermost bracket by a node of its first `options` options. With [b:w] there is one,
/// which follows upon nothing.
void ScheduleTree::make_node(std::size_t at, int change, std::size_t options) {
    Node node;
    node.change = change;
    node.options.resize(options);
    const std::size_t open = open_.back().entry;
    std::size_t option = 0;
    signs_.push_back(entries_[open].begin);
    for (std::size_t i = open + 1; i < entries_.size(); ++i) {
        if (entries_[i].what == What::Separator) {
            signs_.push_back(entries_[i].begin);
            ++option;
        } else {
            node.options[option].push_back(entries_[i]);
        }
    }
    signs_.push_back(at);
    if (change >= 0 && options == 1)
        node.options.insert(node.options.begin(), std::vector<Entry>{});
    entries_.resize(open);
    entries_.push_back({What::Node, nodes_.size(), 0});
    nodes_.push_back(std::move(node));
    open_.pop_back();
}

/// A bracket that fits nothing makes every bracket around it text; what was complete inside them stays.
void ScheduleTree::give_up_brackets(std::size_t at, std::string_view message) {
    if (open_.empty())
        return;
    bool alternates = false, schedules = false;
    for (const Bracket &bracket : open_) {
        alternates = alternates || bracket.bars > 0;
        schedules = schedules || (bracket.sign == '[' && bracket.colons > 0);
    }
    if (alternates)
        return give_up(at);
    if (schedules) // else nothing changes: round and square brackets are parse_weights()'s to judge
        add_issue(issues_, entries_[open_.back().entry].begin, 1, message);
    keep_as_text(open_.front().entry);
    open_.clear();
}

void ScheduleTree::keep_as_text(std::size_t from) {
    for (std::size_t i = from; i < entries_.size(); ++i)
        if (entries_[i].what != What::Node)
            entries_[i].what = What::Text;
}

void ScheduleTree::give_up(std::size_t at) {
    literal_ = true;
    add_issue(issues_, std::min(at, text_.size() - 1), 1,
              "| stands outside an alternation such as [a|b]; no schedule of this prompt is followed");
}

std::vector<int> ScheduleTree::last_steps() const {
    std::set<int> steps = {steps_};
    for (const Node &node : nodes_) {
        if (node.change > 0)
            steps.insert(node.change);
        else if (node.change < 0 && steps.size() < static_cast<std::size_t>(steps_))
            for (int step = 1; step <= steps_; ++step)
                steps.insert(step);
    }
    return {steps.begin(), steps.end()};
}

std::string ScheduleTree::at(int step) const {
    std::string out;
    struct Place {
        const std::vector<Entry> *entries;
        std::size_t next;
    };
    std::vector<Place> stack = {{&entries_, 0}};
    while (!stack.empty()) {
        Place &place = stack.back();
        if (place.next == place.entries->size()) {
            stack.pop_back();
            continue;
        }
        const Entry &entry = (*place.entries)[place.next++];
        if (entry.what == What::Node) {
            const Node &node = nodes_[entry.begin];
            const std::size_t chosen = node.change < 0 ? static_cast<std::size_t>(step - 1) % node.options.size()
                                                       : (step <= node.change ? 0 : 1);
            stack.push_back({&node.options[chosen], 0});
        } else {
            out += text_.substr(entry.begin, entry.end - entry.begin);
        }
    }
    return out;
}

} // namespace sfumato::text
