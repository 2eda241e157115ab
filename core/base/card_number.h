// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace sfumato {

/// The number of "cuda" (0) or "cuda:N", N up to 127 as LibTorch keeps it in 8 bits; nothing for other names.
std::optional<int> card_number(std::string_view name);

} // namespace sfumato
