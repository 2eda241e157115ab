// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/input_file.h"
#include "core/modelio/tensor_file.h"
#include "core/modelio/torch_contents.h"

namespace sfumato::modelio {

/// A file of torch.save(): a zip archive (since PyTorch 1.6) or a row of pickles (before).
///
/// Checked by open(): the archive and the CRC of its pickle, the pickle (see pickle_reader.h), every tensor inside
/// its storage and every storage inside the file. TorchScript, big-endian and tar files are refused. The CRCs of the
/// storages are not computed, as PyTorch does not either.
/// Source: torch/serialization.py (_save, _legacy_save).
class TorchFile final : public TensorFile {
public:
    /// Errors: CorruptFile, UnsupportedFormat, LimitExceeded, Unreadable.
    static Result<TorchFile> open(InputFile file);

    const std::filesystem::path &path() const override { return file_.path(); }
    std::uint64_t file_bytes() const override { return file_.bytes(); }
    const std::vector<TensorEntry> &tensors() const override { return tensors_; }
    const std::map<std::string, std::string> &metadata() const override { return metadata_; }
    std::string_view container() const override { return container_; }
    Result<void> read_range(const TensorEntry &entry, std::uint64_t first, std::uint64_t count,
                            void *destination) const override;

private:
    /// Where the storages lie: key, first byte, bytes; sorted by key.
    struct Storage {
        std::string key;
        std::uint64_t begin, bytes;
    };
    explicit TorchFile(InputFile file) : file_(std::move(file)) {}
    Result<void> open_archive();
    Result<void> open_pickles();
    Result<void> place(std::vector<StoredTensor> tensors, const std::vector<Storage> &storages);
    Result<void> gather(const TensorEntry &entry, const std::vector<std::int64_t> &strides, char *destination) const;

    InputFile file_;
    std::string_view container_;
    std::vector<TensorEntry> tensors_;
    std::vector<std::vector<std::int64_t>> strides_; ///< of the tensor with the same index; empty = row major
    std::map<std::string, std::string> metadata_;
};

} // namespace sfumato::modelio
