// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace sfumato {

using Clock = std::chrono::steady_clock;

inline double milliseconds_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

} // namespace sfumato
