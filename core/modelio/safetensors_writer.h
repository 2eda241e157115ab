// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/cancel.h"
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

/// A tensor whose numbers are made when their turn comes, so that memory stays at the largest one.
struct TensorPlan {
    std::string name;
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape;
    std::function<Result<void>(void *destination)> fill; ///< called once; the destination is aligned for any number
};

/// Is told how many bytes of how many are written.
using WriteProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// The same for tensors made one by one. Errors: also those of `fill`, and Cancelled; nothing is left behind then.
Result<void> write_safetensors(const std::filesystem::path &path, const std::vector<TensorPlan> &tensors,
                               const std::map<std::string, std::string> &metadata, const WriteProgress &progress,
                               const CancelToken &cancel);

} // namespace sfumato::modelio
