// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"

namespace sfumato {

/// The whole of a regular file of at most `max_bytes` bytes, as it is (no encoding is checked).
/// Errors: NotFound, Unreadable (a folder, a device, no permission), LimitExceeded.
Result<std::string> read_file(const std::filesystem::path &path, std::int64_t max_bytes = limits::max_json_file_bytes);

/// A file being written beside its destination, which changes only by commit(): whole or not at all.
/// Destroyed before commit() the new file is gone and an older one at the destination untouched.
class AtomicFile {
public:
    /// Errors: Unreadable where no file can be made in the destination's folder.
    static Result<AtomicFile> create(const std::filesystem::path &destination);

    AtomicFile(AtomicFile &&other) noexcept;
    AtomicFile &operator=(AtomicFile &&other) noexcept;
    AtomicFile(const AtomicFile &) = delete;
    AtomicFile &operator=(const AtomicFile &) = delete;
    ~AtomicFile();

    /// Appends. Errors: Unreadable, with the system's reason (disk full, quota).
    Result<void> write(const void *data, std::size_t bytes);

    /// Flushes to the disk and renames over the destination. Errors: as write(). Call once, last.
    Result<void> commit();

private:
    AtomicFile() = default;
    void abandon() noexcept;

    std::filesystem::path destination_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
};

/// Writes `content` to `path` by an AtomicFile. Errors: as there.
Result<void> write_file(const std::filesystem::path &path, std::string_view content);

/// `path` as one line of UTF-8 text for messages and JSON; bytes that are neither are escaped.
std::string display(const std::filesystem::path &path);

} // namespace sfumato
