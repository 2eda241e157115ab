// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/base/result.h"
#include "core/modelio/tensor_source.h"

namespace sfumato {

/// The tensor library's name for a stored type, or nothing where it has none (sub-byte floats).
std::optional<at::ScalarType> scalar_type(modelio::ElementType type);
modelio::ElementType element_type(at::ScalarType type);

/// One tensor of a file, on the CPU, in its stored type.
/// Errors: MissingTensor, UnsupportedFormat for a type the tensor library does not have, those of reading.
Result<at::Tensor> read_tensor(const modelio::TensorSource &source, const std::string &name);

/// Reads tensors one after another, each converted on its way through one buffer that has room for the largest. Buffers that
/// came and went between tensors that stay would leave the C library a heap full of holes: 420 MB of them beside SD 1.5 in bf16.
class ConvertingReader {
public:
    /// source: must outlive it. wanted: type and device of what is read.
    ConvertingReader(const modelio::TensorSource &source, at::TensorOptions wanted) : source_(source), wanted_(wanted) {}

    /// Errors: those of read_tensor().
    Result<at::Tensor> read(const std::string &name);

private:
    const modelio::TensorSource &source_;
    at::TensorOptions wanted_;
    at::Tensor buffer_; ///< bytes; undefined until something is converted
};

/// Every tensor of a .safetensors file or of an index's shards, in the stored types.
Result<std::map<std::string, at::Tensor>> read_tensors(const std::filesystem::path &path);

/// Writes tensors (moved to the CPU, made contiguous) by temp and rename. Errors: those of write_safetensors.
Result<void> write_tensors(const std::filesystem::path &path, const std::map<std::string, at::Tensor> &tensors,
                           const std::map<std::string, std::string> &metadata = {});

} // namespace sfumato
