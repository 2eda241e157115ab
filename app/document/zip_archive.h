// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"

struct zip;

namespace sfumato::document {

/// A zip file as project_file needs it; libzip is included in one .cpp only.
class ZipReader final {
public:
    /// Looks at every name: two of the same, absolute ones and such with ".." or "\" are refused, encrypted entries too.
    /// Errors: NotFound, Unreadable, UnsupportedFormat (no zip file), CorruptFile, LimitExceeded (entries).
    static Result<ZipReader> open(const std::filesystem::path &file);

    bool contains(const std::string &name) const { return m_entries.contains(name); }
    /// An entry of at most `maxBytes` bytes, checked before memory is taken, and against its checksum.
    /// Errors: CorruptFile (missing, damaged), LimitExceeded; the file is the subject, the entry is named.
    Result<std::string> read(const std::string &name, std::int64_t maxBytes) const;

private:
    struct Close {
        void operator()(zip *archive) const;
    };
    ZipReader() = default;
    Result<void> readDirectory();

    std::string m_file; ///< for messages
    std::unique_ptr<zip, Close> m_zip;
    std::map<std::string, std::uint64_t> m_entries; ///< name -> index
};

enum class ZipMethod { Store, Deflate };

/// A zip file in the making, in memory.
class ZipWriter final {
public:
    void add(std::string name, std::string content, ZipMethod method) {
        m_entries.push_back({std::move(name), std::move(content), method});
    }
    /// The file's bytes. Errors: Internal.
    Result<std::string> finish() const;

private:
    struct Entry {
        std::string name, content;
        ZipMethod method;
    };
    std::vector<Entry> m_entries;
};

} // namespace sfumato::document
