// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/prompt_text.h"

namespace sfumato::text {

/// How many steps a run has, and where it stands where two passes share one prompt: a second pass owns the shares from
/// 1.0 to 2.0 and the steps behind those of the first. Source: dialect 4.4; the web UI's prompt_parser (hires_steps).
struct PassSteps {
    PassSteps(int count) : steps(count) {} ///< implicit: a number alone is a run of that many steps
    PassSteps(int count, int first_pass) : steps(count), before(first_pass) {}

    int steps;
    int before = 0;           ///< steps of the pass before this one; 0 = this is the first
    bool followed = false;    ///< a second pass comes, which later changes belong to

    /// The step of this pass after which a change `when` happens, 0 where it came before and up to `steps`.
    double step_of(double when, bool is_share) const { return is_share ? (when - (before > 0 ? 1.0 : 0.0)) * steps : when - before; }
};

/// One part of a prompt, read once and spoken at any step. Offsets are bytes into the text it was read from.
class ScheduleTree {
public:
    /// Reads the schedules of `text`, which must outlive the tree, for a run of so many steps.
    ScheduleTree(std::string_view text, PassSteps pass);

    /// The steps after which the text may change, ascending, the last step at the end.
    std::vector<int> last_steps() const;

    /// The text at a step, 1 .. steps.
    std::string at(int step) const;

    /// What was odd, and the single bytes that belong to schedules and not to the text.
    const std::vector<PromptIssue> &issues() const { return issues_; }
    const std::vector<std::size_t> &signs() const { return signs_; }

private:
    enum class What { Text, Node, Open, Separator };
    /// A run of text, a node (begin = its number), or a sign that waits for its bracket to be closed.
    struct Entry {
        What what;
        std::size_t begin, end;
    };
    struct Node {
        std::vector<std::vector<Entry>> options;
        int change = -1; ///< [a:b:w]: the last step of the first option; -1 for [a|b|c]
    };
    struct Bracket {
        std::size_t entry; ///< place of its Open
        char sign;
        std::size_t colons = 0, bars = 0;
    };

    void read();
    void put_text(std::size_t begin, std::size_t end);
    void separate(std::size_t at);
    void close(std::size_t at);
    void close_square(std::size_t at);
    bool close_scheduled(std::size_t at);
    void make_node(std::size_t at, int change, std::size_t options);
    void keep_as_text(std::size_t from);
    void give_up_brackets(std::size_t at, std::string_view message);
    void give_up(std::size_t at);

    std::string_view text_;
    PassSteps pass_;
    int steps_;
    bool literal_ = false;
    std::vector<Entry> entries_;
    std::vector<Bracket> open_;
    std::vector<Node> nodes_;
    std::vector<PromptIssue> issues_;
    std::vector<std::size_t> signs_;
};

} // namespace sfumato::text
