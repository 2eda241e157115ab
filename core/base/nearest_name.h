// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// How many letters must be inserted, removed, replaced or swapped with a neighbour to make one word of the other.
/// ASCII case does not count. Source: Damerau-Levenshtein, restricted form.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Up to `count` of `names` that a person who typed `typed` may have meant, best first; empty when none is near.
std::vector<std::string> nearest_names(std::string_view typed, const std::vector<std::string> &names,
                                       std::size_t count = 3);

/// The advice made of them: `did you mean "a", "b"?`, or an empty string.
std::string did_you_mean(std::string_view typed, const std::vector<std::string> &names);

} // namespace sfumato
