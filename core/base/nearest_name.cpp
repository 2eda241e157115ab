// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest_name.h"

#include <algorithm>
#include <utility>

#include "core/base/printable.h"

namespace sfumato {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char &c : result)
        c = lower(c);
    return result;
}

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    // Rows of the table for the prefixes of a that are two, one and none letters shorter than the present one.
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last = last;
        last = row;
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::vector<std::string> nearest_names(std::string_view typed, const std::vector<std::string> &names,
                                       std::size_t count) {
    // Very long input cannot be near any name, and the table grows with its length.
    if (typed.empty() || typed.size() > 256)
        return {};
    const std::string wanted = lower(typed);
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const std::string &name : names) {
        const std::size_t distance = edit_distance(typed, name);
        const bool begins = wanted.size() >= 3 && lower(name).starts_with(wanted);
        const std::size_t tolerated = std::max<std::size_t>(1, std::min(typed.size(), name.size()) / 3);
        if (begins || distance <= tolerated)
            near.emplace_back(begins ? std::min(distance, tolerated) : distance, name);
    }
    std::stable_sort(near.begin(), near.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<std::string> result;
    for (auto &[distance, name] : near) {
        if (result.size() == count)
            break;
        if (std::find(result.begin(), result.end(), name) == result.end())
            result.push_back(std::move(name));
    }
    return result;
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string> &names) {
    std::string text;
    for (const std::string &name : nearest_names(typed, names))
        text += (text.empty() ? "did you mean " : ", ") + in_quotes(name);
    return text.empty() ? text : text + "?";
}

} // namespace sfumato
