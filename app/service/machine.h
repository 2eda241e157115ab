// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace sfumato::service {

std::int64_t usedMemory();  ///< bytes this process holds in memory; 0 where the system does not tell
std::int64_t totalMemory(); ///< bytes the machine has; 0 likewise
int processorCount();       ///< processors this process may use

} // namespace sfumato::service
