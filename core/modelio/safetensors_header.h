// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/safetensors.h"

namespace sfumato::modelio {

/// What a header says, with `begin` still relative to the start of the data, in the order of the text.
/// Types, shapes and sizes agree with each other; where the tensors lie has not been looked at.
struct SafetensorsHeader {
    std::vector<TensorEntry> tensors;
    std::map<std::string, std::string> metadata;
};

/// Parses the `bytes` bytes of JSON at offset 8 of `descriptor`. The subject of an Error is left empty.
/// Errors: CorruptFile, UnsupportedFormat (unknown dtype), LimitExceeded, Unreadable.
Result<SafetensorsHeader> parse_safetensors_header(int descriptor, std::uint64_t bytes);

} // namespace sfumato::modelio
