// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/safetensors.h"

namespace sfumato::modelio {

/// The tensors of one network, whether they lie in one safetensors file or in several with an index
/// (`X.safetensors.index.json`: {"weight_map": {tensor: file}}). Only headers are read until a tensor is asked for.
class TensorSource {
public:
    /// Opens a `.safetensors` file or an index. Shards must be plain file names in the index's own folder.
    /// Errors: those of SafetensorsFile::open(), NotFound for a shard that is not there, CorruptFile for an index
    /// that is not one, MissingTensor where a shard lacks a tensor the index promises.
    static Result<TensorSource> open(const std::filesystem::path &path);

    /// The file that was opened.
    const std::filesystem::path &path() const { return path_; }
    const std::vector<SafetensorsFile> &files() const { return files_; }

    /// Every tensor's name, sorted.
    std::vector<std::string> names() const;
    std::size_t size() const { return tensors_.size(); }

    /// The tensor of that exact name, or null. Valid while the source lives and is not moved from.
    const TensorEntry *find(std::string_view name) const;

    /// Copies the tensor's bytes to `destination`, which has room for find(name)->bytes.
    /// Errors: MissingTensor, and those of SafetensorsFile::read(). Thread: any number at once.
    Result<void> read(std::string_view name, void *destination) const;

    /// Sizes of all tensors together.
    std::uint64_t bytes() const;

private:
    struct Located {
        const TensorEntry *entry;
        std::size_t file; ///< index into files_
    };
    const Located *locate(std::string_view name) const;

    std::filesystem::path path_;
    std::vector<SafetensorsFile> files_; ///< their entries stay where they are when the vector is moved
    std::vector<Located> tensors_;       ///< sorted by name
};

} // namespace sfumato::modelio
