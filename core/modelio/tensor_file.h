// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/element_type.h"

namespace sfumato::modelio {

/// One tensor of a file: what it is and where its bytes lie.
struct TensorEntry {
    std::string name; ///< as the file says it: plain data, never a path, may hold any UTF-8 but NUL
    ElementType type = ElementType::F32; ///< of the numbers as read() gives them
    std::vector<std::int64_t> shape;     ///< outermost first; empty for a scalar
    std::uint64_t begin = 0;             ///< offset in the file; may be unaligned
    std::uint64_t bytes = 0;             ///< size of the data as read: shape x bits_of(type) / 8
    std::string_view encoding = {};      ///< how the file stores it where that is not `type`: "Q4_K", "F8_E4M3"
};

/// A file of named tensors, whatever the container. Its directory has been read and checked: every tensor lies
/// inside the file, names differ. Values are not looked at.
class TensorFile {
public:
    virtual ~TensorFile() = default;

    virtual const std::filesystem::path &path() const = 0;
    virtual std::uint64_t file_bytes() const = 0;

    /// Every tensor, in the order of their data in the file: reading in this order never seeks back.
    virtual const std::vector<TensorEntry> &tensors() const = 0;

    /// What the file says about itself: untrusted text.
    virtual const std::map<std::string, std::string> &metadata() const = 0;

    /// The container in words, e.g. "a safetensors file".
    virtual std::string_view container() const = 0;

    /// Copies `count` numbers, from number `first` on in row-major order, to `destination`: little-endian, in the
    /// type `entry.type`, aligned for it. `entry` is one of tensors(). Errors: Unreadable, CorruptFile. Thread: any number at once.
    virtual Result<void> read_range(const TensorEntry &entry, std::uint64_t first, std::uint64_t count,
                                    void *destination) const = 0;

    /// The whole tensor: entry.bytes bytes.
    Result<void> read(const TensorEntry &entry, void *destination) const;

protected:
    TensorFile() = default;
    TensorFile(TensorFile &&) = default;
    TensorFile &operator=(TensorFile &&) = default;
};

/// How many numbers a tensor of that shape has.
std::uint64_t elements_of(const TensorEntry &entry);

/// Opens a file of any container known here, by its first bytes: safetensors (fp8 is decoded, scaled fp8 too),
/// PyTorch archives and pickles (.ckpt, .pt, .bin), GGUF. Nothing in a file is ever executed.
/// Errors: NotFound, Unreadable, UnsupportedFormat naming what the file is instead, LimitExceeded, CorruptFile;
/// each names the file and, inside it, tensor or byte and the rule.
Result<std::shared_ptr<const TensorFile>> open_tensor_file(const std::filesystem::path &path);

} // namespace sfumato::modelio
