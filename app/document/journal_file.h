// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include <QByteArray>

#include "core/base/result.h"

namespace sfumato::document {

/// A file of records, each with its length and checksum, that is only ever appended to; every record is on the disk
/// when append() returns. It is locked as long as this object lives: by the kernel, so that the lock of a program that
/// was killed is gone with it.
/// The file: "SFUMJRNL", then the version (u32), then records: length of the payload (u64), its CRC-32 (u32), payload.
/// Numbers are big-endian.
class JournalFile final {
public:
    static constexpr quint32 version = 1;

    /// A new file. Errors: Unreadable (no permission, disk full); Conflict where it exists.
    static Result<JournalFile> create(const std::filesystem::path &path);
    /// An old one, at its first record. Errors: NotFound; Unreadable; Conflict where another program (or this one) has it
    /// open; UnsupportedFormat (no journal, or of a later version).
    static Result<JournalFile> open(const std::filesystem::path &path);

    JournalFile(JournalFile &&other) noexcept;
    JournalFile &operator=(JournalFile &&other) noexcept;
    JournalFile(const JournalFile &) = delete;
    JournalFile &operator=(const JournalFile &) = delete;
    ~JournalFile();

    const std::filesystem::path &path() const { return m_path; }
    qint64 size() const { return m_end; } ///< where the next record is read or written

    enum class Flush { No, Yes };
    /// Errors: Unreadable, with the system's reason; the file is then as it was before.
    Result<void> append(const QByteArray &payload, Flush flush = Flush::Yes);

    /// The next whole record's payload; nothing at the end, and where what follows is torn or damaged.
    std::optional<QByteArray> next();
    /// Bytes after the last record that next() has given.
    qint64 bytesLeft() const;
    /// Goes back to where size() was `end` before: what came after is of no use.
    void rewindTo(qint64 end) { m_end = end; }
    /// Cuts off all from size() on. Errors: Unreadable.
    Result<void> dropRest();

    /// Gives the file, and with it the lock, the name `path`; one that was there is replaced. Errors: Unreadable.
    Result<void> rename(const std::filesystem::path &path);
    /// Deletes the file. Errors: Unreadable.
    Result<void> remove();

private:
    JournalFile() = default;
    static Result<JournalFile> openLocked(const std::filesystem::path &path, int flags);

    std::filesystem::path m_path;
    int m_file = -1;
    qint64 m_end = 0;
};

} // namespace sfumato::document
