// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/cancel.h"
#include "core/base/result.h"

namespace sfumato {

/// The SHA-256 digest of bytes given piece by piece. Source: FIPS 180-4, section 6.2.
class Sha256 {
public:
    Sha256();
    void update(const void *data, std::size_t bytes);

    /// The digest as 64 lower-case hexadecimal digits; ends the computation.
    std::string finish();

private:
    void compress(const std::uint8_t *block);

    std::array<std::uint32_t, 8> state_;
    std::array<std::uint8_t, 64> pending_{};
    std::size_t pending_bytes_ = 0;
    std::uint64_t total_bytes_ = 0;
};

/// The digest of a whole file. Errors: NotFound, Unreadable, Cancelled (looked at every megabyte).
Result<std::string> sha256_of_file(const std::filesystem::path &path, const CancelToken &cancel = {});

} // namespace sfumato
