// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sfumato {

/// Untrusted text made fit for one line of a message: valid UTF-8 without control characters or changes of
/// writing direction (they become \xNN or \u{NNNN}), cut with "..." after about `max_bytes` bytes.
std::string printable(std::string_view text, std::size_t max_bytes = 160);

/// printable() between double quotes: how messages show names that come from a file.
std::string in_quotes(std::string_view text);

} // namespace sfumato
