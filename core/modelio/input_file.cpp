// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/input_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file_io.h"
#include "core/modelio/file_bytes.h"

namespace sfumato::modelio {

Result<InputFile> InputFile::open(const std::filesystem::path &path) {
    InputFile file;
    file.path_ = path;
    // Without O_NONBLOCK the opening of a named pipe would wait for a writer for ever.
    file.descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file.descriptor_ < 0) {
        const int code = errno;
        return file.fail(code == ENOENT || code == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Unreadable,
                         "cannot be opened: " + std::generic_category().message(code));
    }
    struct stat status {};
    if (::fstat(file.descriptor_, &status) != 0 || !S_ISREG(status.st_mode))
        return file.fail(ErrorCode::Unreadable,
                         S_ISDIR(status.st_mode) ? "is a folder, not a file" : "is not a regular file");
    file.bytes_ = static_cast<std::uint64_t>(status.st_size);
    return file;
}

InputFile::InputFile(InputFile &&other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), bytes_(other.bytes_) {}

InputFile &InputFile::operator=(InputFile &&other) noexcept {
    if (this != &other) {
        if (descriptor_ >= 0)
            ::close(descriptor_);
        path_ = std::move(other.path_);
        descriptor_ = std::exchange(other.descriptor_, -1);
        bytes_ = other.bytes_;
    }
    return *this;
}

InputFile::~InputFile() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

Result<void> InputFile::read(std::uint64_t offset, void *destination, std::size_t count) const {
    auto got = read_at(descriptor_, offset, destination, count);
    if (!got)
        got.error().subject = display(path_);
    return got;
}

Result<FileFormat> InputFile::format() const {
    std::array<char, 512> head{};
    const std::size_t held = static_cast<std::size_t>(std::min<std::uint64_t>(bytes_, head.size()));
    SFUMATO_CHECK(read(0, head.data(), held));
    return format_of({head.data(), held}, bytes_);
}

tl::unexpected<Error> InputFile::fail(ErrorCode code, std::string reason, std::string advice) const {
    return sfumato::fail(code, display(path_), std::move(reason), std::move(advice));
}

} // namespace sfumato::modelio
