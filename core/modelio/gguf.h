// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/block_formats.h"
#include "core/modelio/input_file.h"
#include "core/modelio/tensor_file.h"

namespace sfumato::modelio {

/// A GGUF file, version 2 or 3. Quantised tensors are shown as the fp32 numbers they stand for; `encoding` names
/// the format. Shapes are given outermost first, so in the reverse of the file's order.
///
/// Checked by open(): counts against the file's size, keys and names, types, alignment, rows of whole blocks, tensors
/// inside the file that do not overlap. Source: ggml docs/gguf.md; ComfyUI-GGUF (comfy.gguf.orig_shape.*).
class GgufFile final : public TensorFile {
public:
    /// Errors: CorruptFile, UnsupportedFormat (version, number format), LimitExceeded, Unreadable.
    static Result<GgufFile> open(InputFile file);

    const std::filesystem::path &path() const override { return file_.path(); }
    std::uint64_t file_bytes() const override { return file_.bytes(); }
    const std::vector<TensorEntry> &tensors() const override { return tensors_; }
    const std::map<std::string, std::string> &metadata() const override { return metadata_; }
    std::string_view container() const override { return "a GGUF file"; }
    Result<void> read_range(const TensorEntry &entry, std::uint64_t first, std::uint64_t count,
                            void *destination) const override;

private:
    friend class GgufReader;
    explicit GgufFile(InputFile file) : file_(std::move(file)) {}

    InputFile file_;
    std::vector<TensorEntry> tensors_;
    std::vector<const BlockFormat *> formats_; ///< of the tensor with the same index; null for plain numbers
    std::map<std::string, std::string> metadata_;
};

} // namespace sfumato::modelio
