// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/zip_archive.h"

#include <algorithm>
#include <system_error>

#include <zip.h>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"

namespace sfumato::document {
namespace {

constexpr zip_int64_t maxEntries = 16384;

std::string textOf(int code) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

/// A name that could lead out of a folder, wherever somebody unpacks the file.
bool leadsOut(const std::string &name) {
    if (name.empty() || name.front() == '/' || name.find('\\') != std::string::npos || name.find('\0') != std::string::npos ||
        (name.size() > 1 && name[1] == ':'))
        return true;
    const std::filesystem::path path(name);
    return std::any_of(path.begin(), path.end(), [](const auto &part) { return part == ".."; });
}

} // namespace

void ZipReader::Close::operator()(zip *archive) const {
    zip_discard(archive);
}

Result<ZipReader> ZipReader::open(const std::filesystem::path &file) {
    std::error_code problem;
    const auto status = std::filesystem::status(file, problem);
    if (!std::filesystem::exists(status))
        return fail(ErrorCode::NotFound, display(file), "does not exist");
    if (!std::filesystem::is_regular_file(status)) // a pipe would be waited for
        return fail(ErrorCode::Unreadable, display(file), "is not a regular file");
    int code = 0;
    ZipReader reader;
    reader.m_file = display(file);
    reader.m_zip.reset(zip_open(file.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code));
    if (reader.m_zip) {
        SFUMATO_CHECK(reader.readDirectory());
        return reader;
    }
    if (code == ZIP_ER_NOZIP)
        return fail(ErrorCode::UnsupportedFormat, reader.m_file, "is no Sfumato project (it is no zip file, or cut off)");
    if (code == ZIP_ER_OPEN || code == ZIP_ER_READ)
        return fail(ErrorCode::Unreadable, reader.m_file, "cannot be read: " + textOf(code));
    return fail(ErrorCode::CorruptFile, reader.m_file, "is a damaged zip file: " + textOf(code));
}

Result<void> ZipReader::readDirectory() {
    const zip_int64_t count = zip_get_num_entries(m_zip.get(), 0);
    if (count > maxEntries)
        return fail(ErrorCode::LimitExceeded, m_file, fmt::format("holds {} parts; at most {} are read", count, maxEntries));
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t entry;
        if (zip_stat_index(m_zip.get(), zip_uint64_t(i), 0, &entry) != 0 || !entry.name)
            return fail(ErrorCode::CorruptFile, m_file, fmt::format("part {} has no name", i));
        const std::string name = entry.name;
        if (leadsOut(name))
            return fail(ErrorCode::CorruptFile, m_file, "holds a part whose name leads out of it: " + in_quotes(name));
        if (entry.encryption_method != ZIP_EM_NONE)
            return fail(ErrorCode::UnsupportedFormat, m_file, "holds an encrypted part: " + in_quotes(name));
        if (!m_entries.emplace(name, i).second)
            return fail(ErrorCode::CorruptFile, m_file, "holds two parts of the same name: " + in_quotes(name));
    }
    return {};
}

Result<std::string> ZipReader::read(const std::string &name, std::int64_t maxBytes) const {
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return fail(ErrorCode::CorruptFile, m_file, "lacks its part " + in_quotes(name));
    zip_stat_t entry;
    if (zip_stat_index(m_zip.get(), found->second, 0, &entry) != 0)
        return fail(ErrorCode::CorruptFile, m_file, "its part " + in_quotes(name) + " has no size");
    if (entry.size > std::uint64_t(maxBytes))
        return fail(ErrorCode::LimitExceeded, m_file,
                    fmt::format("its part {} has {} bytes; at most {} are read", in_quotes(name), entry.size, maxBytes));
    if (entry.size > entry.comp_size * 1032 + 64) // deflate cannot shrink more, so the size is a lie
        return fail(ErrorCode::CorruptFile, m_file, fmt::format("its part {} cannot have {} bytes", in_quotes(name), entry.size));
    const auto damaged = [&](const char *reason) {
        return fail(ErrorCode::CorruptFile, m_file, fmt::format("its part {} is damaged: {}", in_quotes(name), reason));
    };
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t *)> part(zip_fopen_index(m_zip.get(), found->second, 0), zip_fclose);
    if (!part)
        return damaged(zip_strerror(m_zip.get()));
    std::string content(entry.size, '\0');
    std::size_t done = 0;
    while (done < content.size()) {
        const zip_int64_t got = zip_fread(part.get(), content.data() + done, content.size() - done);
        if (got < 0)
            return damaged(zip_file_strerror(part.get()));
        if (got == 0)
            return damaged("it ends too early");
        done += std::size_t(got);
    }
    char beyond = 0;
    if (const zip_int64_t got = zip_fread(part.get(), &beyond, 1); got != 0) // reading the end checks the checksum
        return damaged(got < 0 ? zip_file_strerror(part.get()) : "it is longer than it says");
    return content;
}

Result<std::string> ZipWriter::finish() const {
    const auto failed = [](const char *reason) {
        return fail(ErrorCode::Internal, {}, std::string("the project could not be packed: ") + reason);
    };
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (!buffer)
        return failed(zip_error_strerror(&error));
    zip_source_keep(buffer); // the archive takes one reference, this function reads through the other
    const std::unique_ptr<zip_source_t, void (*)(zip_source_t *)> bytes(buffer, zip_source_free);
    std::unique_ptr<zip_t, void (*)(zip_t *)> archive(zip_open_from_source(buffer, ZIP_TRUNCATE, &error), zip_discard);
    if (!archive) {
        zip_source_free(buffer);
        return failed(zip_error_strerror(&error));
    }
    for (const Entry &entry : m_entries) {
        zip_source_t *content = zip_source_buffer(archive.get(), entry.content.data(), entry.content.size(), 0);
        const zip_int64_t index = content ? zip_file_add(archive.get(), entry.name.c_str(), content, ZIP_FL_ENC_UTF_8) : -1;
        if (index < 0) {
            zip_source_free(content);
            return failed(zip_strerror(archive.get()));
        }
        const zip_int32_t method = entry.method == ZipMethod::Store ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
        if (zip_set_file_compression(archive.get(), zip_uint64_t(index), method, 0) != 0)
            return failed(zip_strerror(archive.get()));
    }
    if (zip_close(archive.get()) != 0)
        return failed(zip_strerror(archive.get()));
    (void)archive.release(); // closed
    zip_stat_t size;
    if (zip_source_stat(bytes.get(), &size) != 0 || zip_source_open(bytes.get()) != 0)
        return failed(zip_error_strerror(zip_source_error(bytes.get())));
    std::string whole(size.size, '\0');
    const zip_int64_t got = zip_source_read(bytes.get(), whole.data(), whole.size());
    zip_source_close(bytes.get());
    if (got != zip_int64_t(whole.size()))
        return failed("it could not be read back");
    return whole;
}

} // namespace sfumato::document
