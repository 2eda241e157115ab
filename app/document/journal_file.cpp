// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/journal_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <QtEndian>

#include <fmt/format.h>

#include "core/base/file_io.h"

namespace sfumato::document {
namespace {

constexpr qint64 headerBytes = 12, recordHeadBytes = 12;
constexpr char magic[] = "SFUMJRNL";

tl::unexpected<Error> systemFailure(const std::filesystem::path &path, const char *action) {
    const int code = errno;
    return fail(code == ENOENT ? ErrorCode::NotFound : ErrorCode::Unreadable, display(path),
                fmt::format("cannot be {}: {}", action, std::generic_category().message(code)),
                code == ENOSPC || code == EDQUOT ? "free some space" : "");
}

quint32 checksum(const QByteArray &payload) {
    return static_cast<quint32>(::crc32_z(0, reinterpret_cast<const Bytef *>(payload.constData()), std::size_t(payload.size())));
}

bool writeAt(int file, const QByteArray &bytes, qint64 offset) {
    for (qint64 done = 0; done < bytes.size();) {
        const ssize_t written = ::pwrite(file, bytes.constData() + done, std::size_t(bytes.size() - done), offset + done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        done += written;
    }
    return true;
}

bool readAt(int file, QByteArray &bytes, qint64 offset) {
    for (qint64 done = 0; done < bytes.size();) {
        const ssize_t got = ::pread(file, bytes.data() + done, std::size_t(bytes.size() - done), offset + done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += got;
    }
    return true;
}

/// The entry of a new or renamed file must be on the disk too; file systems that cannot do that lose nothing else.
void flushFolder(const std::filesystem::path &file) {
    const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
}

} // namespace

Result<JournalFile> JournalFile::openLocked(const std::filesystem::path &path, int flags) {
    JournalFile journal;
    journal.m_path = path;
    journal.m_file = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK | flags, 0600);
    if (journal.m_file < 0 && errno == EEXIST)
        return fail(ErrorCode::Conflict, display(path), "exists already");
    if (journal.m_file < 0)
        return systemFailure(path, "opened");
    struct stat status {};
    if (::fstat(journal.m_file, &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::UnsupportedFormat, display(path), "is no file");
    if (::flock(journal.m_file, LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorCode::Conflict, display(path), "belongs to a session that is running");
    return journal;
}

Result<JournalFile> JournalFile::create(const std::filesystem::path &path) {
    SFUMATO_TRY(JournalFile journal, openLocked(path, O_CREAT | O_EXCL));
    QByteArray header(magic, 8);
    header.resize(headerBytes);
    qToBigEndian(version, header.data() + 8);
    if (!writeAt(journal.m_file, header, 0)) {
        auto failure = systemFailure(path, "written");
        ::unlink(path.c_str());
        return failure;
    }
    journal.m_end = headerBytes;
    flushFolder(path);
    return journal;
}

Result<JournalFile> JournalFile::open(const std::filesystem::path &path) {
    SFUMATO_TRY(JournalFile journal, openLocked(path, 0));
    QByteArray header(headerBytes, '\0');
    if (!readAt(journal.m_file, header, 0) || !header.startsWith(magic))
        return fail(ErrorCode::UnsupportedFormat, display(path), "is no journal of Sfumato");
    const auto found = qFromBigEndian<quint32>(header.constData() + 8);
    if (found != version)
        return fail(ErrorCode::UnsupportedFormat, display(path),
                    fmt::format("is a journal of version {}; this program reads version {}", found, version),
                    "open it with the version of Sfumato that wrote it");
    journal.m_end = headerBytes;
    return journal;
}

JournalFile::JournalFile(JournalFile &&other) noexcept
    : m_path(std::move(other.m_path)), m_file(std::exchange(other.m_file, -1)), m_end(other.m_end) {}

JournalFile &JournalFile::operator=(JournalFile &&other) noexcept {
    if (this != &other) {
        if (m_file >= 0)
            ::close(m_file);
        m_path = std::move(other.m_path);
        m_file = std::exchange(other.m_file, -1);
        m_end = other.m_end;
    }
    return *this;
}

JournalFile::~JournalFile() {
    if (m_file >= 0)
        ::close(m_file);
}

Result<void> JournalFile::append(const QByteArray &payload, Flush flush) {
    QByteArray head(recordHeadBytes, '\0');
    qToBigEndian(quint64(payload.size()), head.data());
    qToBigEndian(checksum(payload), head.data() + 8);
    if (!writeAt(m_file, head, m_end) || !writeAt(m_file, payload, m_end + recordHeadBytes) ||
        (flush == Flush::Yes && ::fdatasync(m_file) != 0)) {
        auto failure = systemFailure(m_path, "written");
        (void)::ftruncate(m_file, m_end); // what stays of a torn record is ignored when it is read
        return failure;
    }
    m_end += recordHeadBytes + payload.size();
    return {};
}

std::optional<QByteArray> JournalFile::next() {
    QByteArray head(recordHeadBytes, '\0');
    if (!readAt(m_file, head, m_end))
        return std::nullopt;
    const auto length = qFromBigEndian<quint64>(head.constData());
    if (length > quint64(std::max<qint64>(0, bytesLeft() - recordHeadBytes))) // before anything is allocated
        return std::nullopt;
    QByteArray payload(static_cast<qsizetype>(length), Qt::Uninitialized);
    if (!readAt(m_file, payload, m_end + recordHeadBytes) || checksum(payload) != qFromBigEndian<quint32>(head.constData() + 8))
        return std::nullopt;
    m_end += recordHeadBytes + payload.size();
    return payload;
}

qint64 JournalFile::bytesLeft() const {
    struct stat status {};
    return ::fstat(m_file, &status) == 0 ? status.st_size - m_end : 0;
}

Result<void> JournalFile::dropRest() {
    if (::ftruncate(m_file, m_end) != 0)
        return systemFailure(m_path, "shortened");
    return {};
}

Result<void> JournalFile::rename(const std::filesystem::path &path) {
    if (::fsync(m_file) != 0 || std::rename(m_path.c_str(), path.c_str()) != 0)
        return systemFailure(path, "replaced");
    m_path = path;
    flushFolder(path);
    return {};
}

Result<void> JournalFile::remove() {
    if (::unlink(m_path.c_str()) != 0)
        return systemFailure(m_path, "removed");
    flushFolder(m_path);
    return {};
}

} // namespace sfumato::document
