// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_io.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/printable.h"

namespace sfumato {
namespace {

std::string system_reason(int code) {
    return std::generic_category().message(code);
}

/// Closes what it holds; only for descriptors whose close() has nothing left to report.
struct Descriptor {
    int value = -1;
    ~Descriptor() {
        if (value >= 0)
            ::close(value);
    }
};

Result<void> write_failure(const std::filesystem::path &path, std::string_view action, int code) {
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return fail(ErrorCode::Unreadable, display(path), fmt::format("cannot {}: {}", action, system_reason(code)),
                full ? "free some space or choose another folder" : "check the folder and its permissions");
}

/// The folder's entry is flushed too; some file systems cannot, which loses nothing but certainty.
void flush_folder(const std::filesystem::path &folder) {
    const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (opened.value >= 0)
        ::fsync(opened.value);
}

} // namespace

std::string display(const std::filesystem::path &path) {
    return printable(path.native(), 4096);
}

Result<std::string> read_file(const std::filesystem::path &path, std::int64_t max_bytes) {
    // Without O_NONBLOCK the opening of a named pipe would wait for a writer for ever.
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.value < 0)
        return fail(errno == ENOENT || errno == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Unreadable, display(path),
                    fmt::format("cannot be opened: {}", system_reason(errno)));
    struct stat status {};
    if (::fstat(file.value, &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::Unreadable, display(path),
                    S_ISDIR(status.st_mode) ? "is a folder, not a file" : "is not a regular file");
    const auto too_large = [&] {
        return fail(ErrorCode::LimitExceeded, display(path), fmt::format("is larger than {} bytes", max_bytes));
    };
    if (status.st_size > max_bytes)
        return too_large();
    // The size is a hint only: the file may grow, and files under /proc claim to be empty.
    std::string content;
    std::string chunk(1 << 16, '\0');
    content.reserve(static_cast<std::size_t>(status.st_size));
    for (;;) {
        const ssize_t got = ::read(file.value, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(ErrorCode::Unreadable, display(path), fmt::format("cannot be read: {}", system_reason(errno)));
        if (got == 0)
            return content;
        content.append(chunk, 0, static_cast<std::size_t>(got));
        if (content.size() > static_cast<std::size_t>(max_bytes))
            return too_large();
    }
}

Result<AtomicFile> AtomicFile::create(const std::filesystem::path &destination) {
    std::error_code ignored;
    AtomicFile file;
    file.destination_ = destination;
    // A link is written through, as an ordinary write would.
    if (std::filesystem::is_symlink(destination, ignored))
        if (auto target = std::filesystem::canonical(destination, ignored); !ignored)
            file.destination_ = std::move(target);
    if (std::filesystem::is_directory(file.destination_, ignored) || !file.destination_.has_filename())
        return fail(ErrorCode::Unreadable, display(destination), "cannot be written: it is a folder");

    static std::atomic<unsigned> counter{0};
    for (int attempt = 0; attempt < 1000 && file.descriptor_ < 0; ++attempt) {
        file.temporary_ = file.destination_.parent_path() / fmt::format(".sfumato-{}-{}.part", ::getpid(), counter++);
        file.descriptor_ = ::open(file.temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file.descriptor_ < 0 && errno != EEXIST)
            break;
    }
    if (file.descriptor_ < 0) {
        const int code = errno;
        file.temporary_.clear();
        return tl::unexpected<Error>(write_failure(destination, "be written", code).error());
    }
    struct stat status {};
    if (::stat(file.destination_.c_str(), &status) == 0)
        (void)::fchmod(file.descriptor_, status.st_mode & 0777u);
    return file;
}

AtomicFile::AtomicFile(AtomicFile &&other) noexcept
    : destination_(std::move(other.destination_)), temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile &AtomicFile::operator=(AtomicFile &&other) noexcept {
    if (this != &other) {
        abandon();
        destination_ = std::move(other.destination_);
        temporary_ = std::exchange(other.temporary_, {});
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

AtomicFile::~AtomicFile() {
    abandon();
}

void AtomicFile::abandon() noexcept {
    if (descriptor_ >= 0)
        ::close(std::exchange(descriptor_, -1));
    if (!temporary_.empty())
        ::unlink(temporary_.c_str());
    temporary_.clear();
}

Result<void> AtomicFile::write(const void *data, std::size_t bytes) {
    const char *next = static_cast<const char *>(data);
    while (bytes > 0) {
        // Linux writes at most 2 GiB a call.
        const ssize_t done = ::write(descriptor_, next, std::min<std::size_t>(bytes, std::size_t{1} << 30));
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return write_failure(destination_, "be written", errno);
        next += done;
        bytes -= static_cast<std::size_t>(done);
    }
    return {};
}

Result<void> AtomicFile::commit() {
    if (::fsync(descriptor_) != 0)
        return write_failure(destination_, "be flushed to the disk", errno);
    if (::close(std::exchange(descriptor_, -1)) != 0)
        return write_failure(destination_, "be flushed to the disk", errno);
    if (std::rename(temporary_.c_str(), destination_.c_str()) != 0)
        return write_failure(destination_, "be replaced", errno);
    temporary_.clear();
    const std::filesystem::path folder = destination_.parent_path();
    flush_folder(folder.empty() ? "." : folder);
    return {};
}

Result<void> write_file(const std::filesystem::path &path, std::string_view content) {
    SFUMATO_TRY(AtomicFile file, AtomicFile::create(path));
    SFUMATO_CHECK(file.write(content.data(), content.size()));
    return file.commit();
}

} // namespace sfumato
