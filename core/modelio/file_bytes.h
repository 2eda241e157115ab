// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/result.h"

namespace sfumato::modelio {

/// Reads exactly `bytes` bytes at `offset` of an open file. The subject of an Error is left empty.
/// Errors: Unreadable, CorruptFile where the file ends before. Thread: any number at once on one descriptor.
Result<void> read_at(int descriptor, std::uint64_t offset, void *destination, std::size_t bytes);

} // namespace sfumato::modelio
