// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "core/base/result.h"
#include "core/modelio/file_magic.h"

namespace sfumato::modelio {

/// A regular file open for reading at any place. It is read, never mapped, so that a file that shrinks meanwhile
/// gives an Error and no signal. Thread: any number at once.
class InputFile {
public:
    /// Errors: NotFound, Unreadable (a folder, a device, no permission).
    static Result<InputFile> open(const std::filesystem::path &path);

    InputFile(InputFile &&other) noexcept;
    InputFile &operator=(InputFile &&other) noexcept;
    InputFile(const InputFile &) = delete;
    InputFile &operator=(const InputFile &) = delete;
    ~InputFile();

    const std::filesystem::path &path() const { return path_; }
    std::uint64_t bytes() const { return bytes_; } ///< when it was opened
    int descriptor() const { return descriptor_; }

    /// Exactly `count` bytes from `offset` on. Errors: Unreadable, CorruptFile where the file ends before.
    Result<void> read(std::uint64_t offset, void *destination, std::size_t count) const;

    /// What the first bytes say. Errors: as read().
    Result<FileFormat> format() const;

    /// A failure that names this file.
    tl::unexpected<Error> fail(ErrorCode code, std::string reason, std::string advice = {}) const;

private:
    InputFile() = default;

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::uint64_t bytes_ = 0;
};

} // namespace sfumato::modelio
