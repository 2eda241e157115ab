// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/element_type.h"

namespace sfumato::modelio {

/// A tensor to be written: contiguous, row major, little-endian, owned by the caller.
struct TensorView {
    std::string name;
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape;
    const void *data = nullptr; ///< shape x bits_of(type) / 8 bytes; may be null where that is 0
};

/// Writes a safetensors file that the strict reader accepts. The data is ordered by descending element size,
/// then name, so that every tensor is aligned and the same tensors always give the same bytes.
/// Appears under `path` whole or not at all: written beside it, flushed to disk, then renamed.
/// Errors: InvalidArgument (duplicate, empty or reserved name, impossible shape), LimitExceeded,
/// Unreadable where the folder cannot be written or the disk is full; nothing is left behind then.
Result<void> write_safetensors(const std::filesystem::path &path, const std::vector<TensorView> &tensors,
                               const std::map<std::string, std::string> &metadata = {});

} // namespace sfumato::modelio
