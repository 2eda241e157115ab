// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/card_number.h"

#include <charconv>

namespace sfumato {

std::optional<int> card_number(std::string_view name) {
    if (name == "cuda")
        return 0;
    if (!name.starts_with("cuda:"))
        return std::nullopt;
    name.remove_prefix(5);
    int number = -1;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool whole = problem == std::errc() && end == name.data() + name.size();
    return whole && number >= 0 && number < 128 ? std::optional(number) : std::nullopt;
}

} // namespace sfumato
