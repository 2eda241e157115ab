// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompt_parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace sfumato::text {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
constexpr double bracket_factor = 1.1;
/// Far beyond max_prompt_weight, and small enough for the products of deep nesting to stay finite.
constexpr double ceiling = 1e100;
constexpr std::string_view break_word = "BREAK";

/// The number that all of `text` is; a leading + is allowed, too large a number is infinite.
std::optional<double> whole_number(std::string_view text) {
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || text.empty())
        return std::nullopt;
    if (error == std::errc::result_out_of_range)
        return text.find("e-") != std::string_view::npos ? 0.0 : text.starts_with('-') ? -HUGE_VAL : HUGE_VAL;
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

double held(double weight, std::size_t offset, std::size_t length, std::vector<PromptIssue> &issues) {
    if (std::abs(weight) <= max_prompt_weight)
        return weight;
    add_issue(issues, offset, length, "the weight is held to 1000");
    return std::copysign(max_prompt_weight, weight);
}

/// Reads the web UI's grammar in two passes: the first finds what each bracket multiplies by, which only its end
/// tells; the second hands out the products. Round and square brackets are two independent kinds of nesting.
class WeightReader {
public:
    explicit WeightReader(std::string_view text) : text_(text) {}

    ParsedPrompt read() {
        for (std::size_t at = 0; at < text_.size();)
            at = step(at);
        for (const std::size_t open : open_[round_brackets])
            leave_open(open, "this bracket is never closed and holds to the end");
        for (const std::size_t open : open_[square_brackets])
            leave_open(open, "this bracket is never closed and holds to the end");
        hand_out();
        return std::move(out_);
    }

private:
    enum Kind { round_brackets = 0, square_brackets = 1 };
    enum class What { Text, Break, Open, Close };
    struct Event {
        What what;
        Kind kind;
        double factor; ///< of an Open
        std::size_t begin, end;
    };

    /// Takes one token at `at`, returns where the next begins.
    std::size_t step(std::size_t at) {
        switch (text_[at]) {
        case '\\': return escape(at);
        case '(': return open(round_brackets, at);
        case '[': return open(square_brackets, at);
        case ')': return close(round_brackets, at, bracket_factor, at + 1);
        case ']': return close(square_brackets, at, 1.0 / bracket_factor, at + 1);
        case ':': return colon(at);
        default: return words(at);
        }
    }

    std::size_t escape(std::size_t at) {
        // A backslash before anything else than these is dropped, as the original does.
        if (at + 1 < text_.size() && std::string_view("()[]\\").find(text_[at + 1]) != std::string_view::npos) {
            events_.push_back({What::Text, round_brackets, 1.0, at + 1, at + 2});
            return at + 2;
        }
        add_issue(out_.issues, at, 1, "a single backslash is dropped; write \\\\ for one");
        return at + 1;
    }

    std::size_t open(Kind kind, std::size_t at) {
        open_[kind].push_back(events_.size());
        events_.push_back({What::Open, kind, 1.0, at, at + 1});
        return at + 1;
    }

    std::size_t close(Kind kind, std::size_t at, double factor, std::size_t next) {
        if (open_[kind].empty()) {
            events_.push_back({What::Text, kind, 1.0, at, next});
            add_issue(out_.issues, next - 1, 1, "this bracket closes nothing and is read as text");
            return next;
        }
        events_[open_[kind].back()].factor = std::clamp(factor, -ceiling, ceiling);
        open_[kind].pop_back();
        events_.push_back({What::Close, kind, 1.0, at, next});
        return next;
    }

    /// `:1.2)` closes a round bracket with that factor; any other colon is text.
    std::size_t colon(std::size_t at) {
        const std::size_t begin = skip_spaces(text_, at + 1);
        const std::size_t end = text_.find_first_of("\\()[]:", begin);
        if (end != std::string_view::npos && text_[end] == ')' && !open_[round_brackets].empty()) {
            const std::string_view number = text_.substr(begin, std::max(begin, trim_spaces(text_, end)) - begin);
            const auto value = whole_number(number);
            if (value && number.find_first_not_of("+-.0123456789") == std::string_view::npos)
                return close(round_brackets, at, *value, end + 1);
            const bool meant = value || number.find_first_not_of("+-.0123456789") == std::string_view::npos;
            if (meant && !number.empty())
                add_issue(out_.issues, at, end - at, "this is no weight and is read as text; a weight is a number such as 1.2");
        }
        events_.push_back({What::Text, round_brackets, 1.0, at, at + 1});
        return at + 1;
    }

    /// Plain characters up to the next special one, cut at every BREAK, which takes the spaces around it along.
    std::size_t words(std::size_t at) {
        const std::size_t end = std::min(text_.find_first_of("\\()[]:", at), text_.size());
        const std::string_view here = text_.substr(0, end); // a search beyond it would make many colons quadratic
        std::size_t begin = at;
        for (std::size_t found = at; (found = here.find(break_word, found)) != std::string_view::npos;) {
            if (!whole_word_at(text_, found, break_word)) {
                ++found;
                continue;
            }
            text_event(begin, std::max(begin, trim_spaces(text_, found)));
            found += break_word.size();
            events_.push_back({What::Break, round_brackets, 1.0, found - break_word.size(), found});
            begin = found = skip_spaces(here, found);
        }
        text_event(begin, end);
        return end;
    }

    void text_event(std::size_t begin, std::size_t end) {
        if (begin < end)
            events_.push_back({What::Text, round_brackets, 1.0, begin, end});
    }

    void leave_open(std::size_t event, std::string_view message) {
        events_[event].factor = events_[event].kind == round_brackets ? bracket_factor : 1.0 / bracket_factor;
        add_issue(out_.issues, events_[event].begin, 1, message);
    }

    void hand_out() {
        std::vector<double> product[2] = {{1.0}, {1.0}};
        for (const Event &event : events_) {
            if (event.what == What::Open) {
                product[event.kind].push_back(std::clamp(product[event.kind].back() * event.factor, -ceiling, ceiling));
            } else if (event.what == What::Close) {
                product[event.kind].pop_back();
            } else if (event.what == What::Break) {
                out_.segments.push_back({{}, 1.0, true});
            } else {
                const double weight = product[round_brackets].back() * product[square_brackets].back();
                append(event, held(weight, event.begin, event.end - event.begin, out_.issues));
            }
        }
        if (out_.segments.empty())
            out_.segments.push_back({});
    }

    void append(const Event &event, double weight) {
        const std::string_view text = text_.substr(event.begin, event.end - event.begin);
        // The same brackets in another order give products that differ in the last digit.
        const auto same = [&](double other) { return std::abs(other - weight) <= 1e-9 * std::abs(weight); };
        if (out_.segments.empty() || out_.segments.back().is_break || !same(out_.segments.back().weight))
            out_.segments.push_back({std::string(text), weight, false});
        else
            out_.segments.back().text += text;
    }

    std::string_view text_;
    std::vector<Event> events_;
    std::vector<std::size_t> open_[2]; ///< events of brackets not closed yet
    ParsedPrompt out_;
};

/// Reads ComfyUI's grammar: first which brackets belong together and what they set, then the text.
class ComfyReader {
public:
    explicit ComfyReader(std::string_view text) : text_(text) {}

    ParsedPrompt read() {
        match();
        std::vector<double> weight = {1.0};
        std::string run;
        std::size_t run_begin = 0, next = 0;
        const auto flush = [&](std::size_t end) {
            if (!run.empty())
                out_.segments.push_back({run, held(weight.back(), run_begin, end - run_begin, out_.issues), false});
            run.clear();
        };
        for (std::size_t at = 0; at < text_.size(); ++at) {
            if (run.empty())
                run_begin = at;
            if (next < edges_.size() && edges_[next].at == at) {
                const Edge &edge = edges_[next++];
                flush(at);
                if (edge.opens)
                    weight.push_back(edge.weight ? *edge.weight
                                                 : std::clamp(weight.back() * bracket_factor, -ceiling, ceiling));
                else
                    weight.pop_back();
                at = edge.end - 1;
                continue;
            }
            if (escaped(at))
                ++at;
            run += text_[at];
        }
        flush(text_.size());
        if (out_.segments.empty())
            out_.segments.push_back({});
        return std::move(out_);
    }

private:
    /// A bracket that has its partner; a closing one covers the weight before it too.
    struct Edge {
        std::size_t at, end;
        bool opens;
        std::optional<double> weight;
    };
    struct Open {
        std::size_t at;
        std::size_t colon; ///< last colon since the last inner bracket, or none
    };

    bool escaped(std::size_t at) const {
        return text_[at] == '\\' && at + 1 < text_.size() && (text_[at + 1] == '(' || text_[at + 1] == ')');
    }

    void match() {
        std::vector<Open> open;
        for (std::size_t at = 0; at < text_.size(); ++at) {
            if (escaped(at)) {
                ++at;
            } else if (text_[at] == ':' && !open.empty()) {
                open.back().colon = at;
            } else if (text_[at] == '(') {
                if (!open.empty())
                    open.back().colon = none;
                open.push_back({at, none});
            } else if (text_[at] == ')' && open.empty()) {
                add_issue(out_.issues, at, 1, "this bracket closes nothing and is read as text");
            } else if (text_[at] == ')') {
                pair(open.back(), at);
                open.pop_back();
                if (!open.empty())
                    open.back().colon = none;
            }
        }
        for (const Open &lonely : open)
            add_issue(out_.issues, lonely.at, 1, "this bracket is never closed and is read as text");
        std::sort(edges_.begin(), edges_.end(), [](const Edge &a, const Edge &b) { return a.at < b.at; });
    }

    void pair(const Open &open, std::size_t close) {
        std::optional<double> weight;
        std::size_t text_end = close;
        if (open.colon != none && open.colon > open.at + 1) {
            const std::size_t begin = skip_spaces(text_, open.colon + 1), end = trim_spaces(text_, close);
            weight = begin < end ? whole_number(text_.substr(begin, end - begin)) : std::nullopt;
            if (weight && !std::isfinite(*weight)) {
                add_issue(out_.issues, open.colon, close - open.colon, "this is no weight and is read as text; a weight is a finite number");
                weight.reset();
            }
            if (weight)
                text_end = open.colon;
        }
        edges_.push_back({open.at, open.at + 1, true, weight});
        edges_.push_back({text_end, close + 1, false, std::nullopt});
    }

    std::string_view text_;
    std::vector<Edge> edges_;
    ParsedPrompt out_;
};

} // namespace

ParsedPrompt parse_weights(std::string_view text, PromptGrammar grammar) {
    switch (grammar) {
    case PromptGrammar::A1111: return WeightReader(text).read();
    case PromptGrammar::Comfy: return ComfyReader(text).read();
    case PromptGrammar::Plain: break;
    }
    return {{{std::string(text), 1.0, false}}, {}};
}

} // namespace sfumato::text
