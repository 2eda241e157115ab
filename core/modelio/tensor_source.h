// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/tensor_file.h"

namespace sfumato::modelio {

/// A tensor of a file under another name, or some of its rows, or its transpose: how one layout reads another.
struct Renamed {
    std::string name;
    const TensorEntry *stored = nullptr; ///< one of the file's tensors()
    std::uint64_t first_row = 0;         ///< rows of the first dimension
    std::optional<std::uint64_t> rows;   ///< absent = all
    bool transposed = false;             ///< of a matrix
};

/// The tensors of one network, whatever the container, whether they lie in one file or in several with an index
/// (`X.safetensors.index.json`: {"weight_map": {tensor: file}}). Only headers are read until a tensor is asked for.
class TensorSource {
public:
    /// Opens a file of tensors or an index. Shards must be plain file names in the index's own folder.
    /// Errors: those of open_tensor_file(), NotFound for a shard that is not there, CorruptFile for an index
    /// that is not one, MissingTensor where a shard lacks a tensor the index promises.
    static Result<TensorSource> open(const std::filesystem::path &path);

    /// Some tensors of an open file under new names, which must differ.
    TensorSource(std::shared_ptr<const TensorFile> file, const std::vector<Renamed> &tensors);

    /// The file that was opened.
    const std::filesystem::path &path() const { return path_; }
    const std::vector<std::shared_ptr<const TensorFile>> &files() const { return files_; }

    /// Every tensor's name, sorted.
    std::vector<std::string> names() const;
    std::size_t size() const { return tensors_.size(); }

    /// The tensor of that exact name, or null. Valid while the source lives and is not moved from.
    const TensorEntry *find(std::string_view name) const;

    /// Copies the tensor's numbers to `destination`, which has room for find(name)->bytes and is aligned for them.
    /// Errors: MissingTensor, and those of TensorFile::read(). Thread: any number at once.
    Result<void> read(std::string_view name, void *destination) const;

    /// Sizes of all tensors together, as read.
    std::uint64_t bytes() const;

private:
    struct Located {
        TensorEntry entry; ///< as this source shows it
        const TensorEntry *stored;
        const TensorFile *file;
        std::uint64_t first = 0; ///< number of the stored tensor that is the first of this one
        bool transposed = false;
    };
    TensorSource() = default;
    void add(const TensorEntry &stored, const TensorFile &file);
    void sort();
    const Located *locate(std::string_view name) const;

    std::filesystem::path path_;
    std::vector<std::shared_ptr<const TensorFile>> files_;
    std::vector<Located> tensors_; ///< sorted by name
};

} // namespace sfumato::modelio
