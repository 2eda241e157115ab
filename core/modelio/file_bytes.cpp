// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/file_bytes.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <unistd.h>

namespace sfumato::modelio {

Result<void> read_at(int descriptor, std::uint64_t offset, void *destination, std::size_t bytes) {
    char *next = static_cast<char *>(destination);
    while (bytes > 0) {
        // Linux reads at most 2 GiB a call.
        const std::size_t piece = std::min<std::size_t>(bytes, std::size_t{1} << 30);
        const ssize_t got = ::pread(descriptor, next, piece, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(ErrorCode::Unreadable, {}, "cannot be read: " + std::generic_category().message(errno));
        if (got == 0)
            return fail(ErrorCode::CorruptFile, {}, "has become shorter while it was read");
        next += got;
        offset += static_cast<std::uint64_t>(got);
        bytes -= static_cast<std::size_t>(got);
    }
    return {};
}

} // namespace sfumato::modelio
