// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/element_type.h"

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

/// One tensor of a file: what it is and where its bytes lie.
struct TensorEntry {
    std::string name; ///< as the file says it: plain data, never a path, may hold any UTF-8 but NUL
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape; ///< outermost first; empty for a scalar
    std::uint64_t begin = 0;         ///< offset in the file; may be unaligned
    std::uint64_t bytes = 0;         ///< size of the data: shape x bits_of(type) / 8
};

/// A safetensors file whose header has been read and checked; the data is read on demand and never mapped,
/// so that a file that shrinks meanwhile gives an Error and no signal.
///
/// Checked by open(): header length, UTF-8, JSON without duplicate keys, depth, names, types, integer
/// shapes and offsets, size = shape x type, tensors covering the data exactly (no overlap, no hole, no tail).
/// Values are not looked at. Memory stays proportional to the number of tensors, time to the header.
/// Source: github.com/huggingface/safetensors, README "Format" and safetensors/src/tensor.rs.
class SafetensorsFile {
public:
    /// Errors: NotFound, Unreadable, UnsupportedFormat (another format, which is named, or an unknown dtype),
    /// LimitExceeded, CorruptFile; each names the file, and the tensor where one is concerned.
    static Result<SafetensorsFile> open(const std::filesystem::path &path);

    SafetensorsFile(SafetensorsFile &&other) noexcept;
    SafetensorsFile &operator=(SafetensorsFile &&other) noexcept;
    SafetensorsFile(const SafetensorsFile &) = delete;
    SafetensorsFile &operator=(const SafetensorsFile &) = delete;
    ~SafetensorsFile();

    const std::filesystem::path &path() const { return path_; }
    std::uint64_t file_bytes() const { return file_bytes_; }

    /// Every tensor, in the order of their data in the file: reading in this order never seeks back.
    const std::vector<TensorEntry> &tensors() const { return tensors_; }

    /// The tensor of that exact name, or null. Valid while the file lives.
    const TensorEntry *find(std::string_view name) const;

    /// `__metadata__`: untrusted text.
    const std::map<std::string, std::string> &metadata() const { return metadata_; }

    /// Copies the tensor's bytes (little-endian, as stored) to `destination`, which has room for entry.bytes.
    /// Errors: Unreadable, CorruptFile where the file has become shorter. Thread: any number at once.
    Result<void> read(const TensorEntry &entry, void *destination) const;

private:
    SafetensorsFile() = default;

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::uint64_t file_bytes_ = 0;
    std::vector<TensorEntry> tensors_;
    std::vector<std::uint32_t> by_name_; ///< indices into tensors_, sorted by name
    std::map<std::string, std::string> metadata_;
};

} // namespace sfumato::modelio
