// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/input_file.h"
#include "core/modelio/tensor_file.h"

namespace sfumato::modelio {

/// The bounds of a header that is still worth reading. Largest file seen in the wild: 0.4 MB, 3000 tensors.
namespace header_limits {
constexpr std::uint64_t max_bytes = 100'000'000;
constexpr std::size_t max_tensors = 500'000;
constexpr std::size_t max_rank = 8;
constexpr std::size_t max_name_bytes = 4096;
constexpr std::size_t max_string_bytes = 16u << 20;   ///< one metadata value as written
constexpr std::size_t max_metadata_bytes = 32u << 20; ///< all keys and values together
constexpr int max_depth = 4;
} // namespace header_limits

/// A safetensors file whose header has been read and checked; the data is read on demand.
///
/// Checked by open(): header length, UTF-8, JSON without duplicate keys, depth, names, types, integer
/// shapes and offsets, size = shape x type, tensors covering the data exactly (no overlap, no hole, no tail).
/// Values are not looked at. Memory stays proportional to the number of tensors, time to the header.
/// Source: github.com/huggingface/safetensors, README "Format" and safetensors/src/tensor.rs.
class SafetensorsFile final : public TensorFile {
public:
    /// Errors: NotFound, Unreadable, UnsupportedFormat (another format, which is named, or an unknown dtype),
    /// LimitExceeded, CorruptFile; each names the file, and the tensor where one is concerned.
    static Result<SafetensorsFile> open(const std::filesystem::path &path);

    /// The same for a file that is open already.
    static Result<SafetensorsFile> open(InputFile file);

    const std::filesystem::path &path() const override { return file_.path(); }
    std::uint64_t file_bytes() const override { return file_.bytes(); }
    const std::vector<TensorEntry> &tensors() const override { return tensors_; }
    const std::map<std::string, std::string> &metadata() const override { return metadata_; } ///< `__metadata__`
    std::string_view container() const override { return "a safetensors file"; }

    /// The tensor of that exact name, or null. Valid while the file lives.
    const TensorEntry *find(std::string_view name) const;

    /// Types smaller than a byte are read whole only.
    Result<void> read_range(const TensorEntry &entry, std::uint64_t first, std::uint64_t count,
                            void *destination) const override;

private:
    explicit SafetensorsFile(InputFile file) : file_(std::move(file)) {}

    InputFile file_;
    std::vector<TensorEntry> tensors_;
    std::vector<std::uint32_t> by_name_; ///< indices into tensors_, sorted by name
    std::map<std::string, std::string> metadata_;
};

} // namespace sfumato::modelio
