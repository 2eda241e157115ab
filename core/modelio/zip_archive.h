// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/modelio/input_file.h"

namespace sfumato::modelio {

/// One stored (not compressed) member of a zip archive.
struct ZipEntry {
    std::string name;        ///< a relative path without `..`: plain data all the same
    std::uint64_t begin = 0; ///< where its bytes begin in the file
    std::uint64_t bytes = 0;
    std::uint32_t crc32 = 0; ///< as the archive states it; the caller's to check
};

namespace zip_limits {
constexpr std::uint64_t max_entries = 500'000;
constexpr std::uint64_t max_directory_bytes = 64u << 20;
constexpr std::size_t max_name_bytes = 4096;
} // namespace zip_limits

/// The directory of an archive as PyTorch writes them, sorted by name. ZIP64 is understood.
/// Checked: one directory that ends the file, names (unique, relative, no way up), members inside the file that do
/// not overlap, local headers that agree with the directory. Nothing is inflated: compressed and encrypted members
/// are refused. Errors: CorruptFile, LimitExceeded, UnsupportedFormat, naming byte or member and the rule.
/// Source: PKWARE APPNOTE 6.3.10.
Result<std::vector<ZipEntry>> read_zip_directory(const InputFile &file);

} // namespace sfumato::modelio
