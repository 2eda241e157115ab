// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/zip_archive.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "core/base/printable.h"
#include "core/modelio/byte_cursor.h"

namespace sfumato::modelio {
namespace {

constexpr std::uint32_t local_mark = 0x04034b50, central_mark = 0x02014b50, end_mark = 0x06054b50,
                        end64_mark = 0x06064b50, locator64_mark = 0x07064b50;
constexpr std::uint64_t end_bytes = 22, locator64_bytes = 20, end64_bytes = 56, local_bytes = 30;
constexpr std::uint32_t in_zip64 = 0xFFFFFFFF; ///< stands for a number that is in the ZIP64 field

/// Where the directory lies and what it claims.
struct Directory {
    std::uint64_t begin = 0, bytes = 0, entries = 0;
};

/// One line of the directory.
struct Line {
    ZipEntry entry;
    std::uint64_t local_begin = 0; ///< of the local header
};

Result<std::string> read_text(const InputFile &file, std::uint64_t begin, std::uint64_t bytes) {
    std::string text(static_cast<std::size_t>(bytes), '\0');
    SFUMATO_CHECK(file.read(begin, text.data(), text.size()));
    return text;
}

/// The ZIP64 end record, where there is a locator for it in front of the plain one.
Result<std::optional<Directory>> read_end64(const InputFile &file, std::uint64_t end_begin) {
    if (end_begin < locator64_bytes)
        return std::nullopt;
    SFUMATO_TRY(const std::string locator, read_text(file, end_begin - locator64_bytes, locator64_bytes));
    ByteCursor at(locator);
    if (at.take<std::uint32_t>() != locator64_mark)
        return std::nullopt;
    at.take<std::uint32_t>(); // disk
    const auto begin = at.take<std::uint64_t>();
    if (file.bytes() < end64_bytes || begin > end_begin - locator64_bytes - std::min(end64_bytes, end_begin - locator64_bytes))
        return file.fail(ErrorCode::CorruptFile, "the ZIP64 end record lies outside the file");
    SFUMATO_TRY(const std::string record, read_text(file, begin, end64_bytes));
    ByteCursor field(record);
    if (field.take<std::uint32_t>() != end64_mark)
        return file.fail(ErrorCode::CorruptFile, fmt::format("no ZIP64 end record at byte {}", begin));
    field.text(8 + 2 + 2 + 4 + 4 + 8); // its size, versions, disks, entries on this disk
    Directory directory;
    directory.entries = field.take<std::uint64_t>();
    directory.bytes = field.take<std::uint64_t>();
    directory.begin = field.take<std::uint64_t>();
    return directory;
}

Result<Directory> find_directory(const InputFile &file) {
    if (file.bytes() < end_bytes)
        return file.fail(ErrorCode::CorruptFile, "is too short for a zip archive");
    // The end record may be followed by a comment of up to 64 kB.
    const std::uint64_t tail_bytes = std::min<std::uint64_t>(file.bytes(), end_bytes + 0xFFFF);
    const std::uint64_t tail_begin = file.bytes() - tail_bytes;
    SFUMATO_TRY(const std::string tail, read_text(file, tail_begin, tail_bytes));
    for (std::size_t at = tail.size() - end_bytes + 1; at-- > 0;) {
        ByteCursor field(std::string_view(tail).substr(at));
        if (field.take<std::uint32_t>() != end_mark)
            continue;
        field.text(2 + 2 + 2); // disks, entries on this disk
        Directory directory;
        directory.entries = field.take<std::uint16_t>();
        directory.bytes = field.take<std::uint32_t>();
        directory.begin = field.take<std::uint32_t>();
        if (field.take<std::uint16_t>() != field.left())
            continue; // these four bytes stand inside the comment
        SFUMATO_TRY(const auto wide, read_end64(file, tail_begin + at));
        if (wide)
            directory = *wide;
        const std::uint64_t end_begin = tail_begin + at;
        if (directory.begin > end_begin || directory.bytes > end_begin - directory.begin)
            return file.fail(ErrorCode::CorruptFile, "the zip directory lies outside the file",
                             "the download may be incomplete");
        return directory;
    }
    return file.fail(ErrorCode::CorruptFile, "has no zip directory at its end", "the download may be incomplete");
}

bool is_safe_name(std::string_view name) {
    if (name.empty() || name.size() > zip_limits::max_name_bytes || name.front() == '/' ||
        name.find_first_of(std::string_view("\\\0", 2)) != std::string_view::npos)
        return false;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        if (name.substr(begin, end - begin) == "..")
            return false;
        begin = end + 1;
    }
    return true;
}

/// Replaces what the ZIP64 extra field holds. False where it holds less than it should.
bool take_zip64(std::string_view extra, std::uint64_t &full, std::uint64_t &packed, std::uint64_t &local) {
    ByteCursor at(extra);
    while (at.left() >= 4) {
        const auto id = at.take<std::uint16_t>();
        ByteCursor field(at.text(at.take<std::uint16_t>()));
        if (id != 1)
            continue;
        for (std::uint64_t *number : {&full, &packed, &local})
            if (*number == in_zip64)
                *number = field.take<std::uint64_t>();
        return field.good() && at.good();
    }
    return at.good() && full != in_zip64 && packed != in_zip64 && local != in_zip64;
}

Result<Line> read_line(const InputFile &file, ByteCursor &at) {
    const std::size_t begin = at.at();
    if (at.take<std::uint32_t>() != central_mark)
        return file.fail(ErrorCode::CorruptFile, fmt::format("byte {} of the zip directory begins no entry", begin));
    at.text(2 + 2); // versions
    const auto flags = at.take<std::uint16_t>(), method = at.take<std::uint16_t>();
    at.text(4); // time
    Line line;
    line.entry.crc32 = at.take<std::uint32_t>();
    std::uint64_t packed = at.take<std::uint32_t>(), full = at.take<std::uint32_t>();
    const auto name_bytes = at.take<std::uint16_t>(), extra_bytes = at.take<std::uint16_t>(),
               comment_bytes = at.take<std::uint16_t>();
    at.text(2 + 2 + 4); // disk, attributes
    line.local_begin = at.take<std::uint32_t>();
    line.entry.name = at.text(name_bytes);
    const std::string_view extra = at.text(extra_bytes);
    at.text(comment_bytes);
    if (!at.good())
        return file.fail(ErrorCode::CorruptFile, "the zip directory ends inside an entry");
    const std::string name = in_quotes(line.entry.name);
    if (!is_safe_name(line.entry.name))
        return file.fail(ErrorCode::CorruptFile, fmt::format("the member {} has no plain relative name", name));
    if (!take_zip64(extra, full, packed, line.local_begin))
        return file.fail(ErrorCode::CorruptFile, fmt::format("the member {} lacks its ZIP64 sizes", name));
    if (flags & 1)
        return file.fail(ErrorCode::UnsupportedFormat, fmt::format("the member {} is encrypted", name));
    if (method != 0)
        return file.fail(ErrorCode::UnsupportedFormat,
                         fmt::format("the member {} is compressed (method {}), which PyTorch never does", name, method),
                         "save the model again, as safetensors if possible");
    if (full != packed)
        return file.fail(ErrorCode::CorruptFile, fmt::format("the member {} has two sizes: {} and {}", name, full, packed));
    line.entry.bytes = full;
    return line;
}

/// Finds where the data begins, and demands that the local header tells the same story.
Result<void> follow(const InputFile &file, Line &line, std::uint64_t end) {
    const std::string name = in_quotes(line.entry.name);
    const auto corrupt = [&](std::string_view rule) {
        return file.fail(ErrorCode::CorruptFile, fmt::format("the member {} {}", name, rule));
    };
    if (line.local_begin > end || end - line.local_begin < local_bytes)
        return corrupt("lies outside the file");
    std::array<char, local_bytes> fixed{};
    SFUMATO_CHECK(file.read(line.local_begin, fixed.data(), fixed.size()));
    ByteCursor at({fixed.data(), fixed.size()});
    const auto mark = at.take<std::uint32_t>();
    at.text(2); // version
    const auto flags = at.take<std::uint16_t>(), method = at.take<std::uint16_t>();
    at.text(4 + 4 + 4 + 4); // time, CRC and sizes, which may follow the data instead
    const auto name_bytes = at.take<std::uint16_t>(), extra_bytes = at.take<std::uint16_t>();
    if (mark != local_mark || (flags & 1) || method != 0)
        return corrupt("has a local header that disagrees with the directory");
    const std::uint64_t head = local_bytes + name_bytes + extra_bytes;
    if (head > end - line.local_begin || line.entry.bytes > end - line.local_begin - head)
        return corrupt("does not end inside the file");
    SFUMATO_TRY(const std::string local_name, read_text(file, line.local_begin + local_bytes, name_bytes));
    if (local_name != line.entry.name)
        return corrupt(fmt::format("is called {} in its local header", in_quotes(local_name)));
    line.entry.begin = line.local_begin + head;
    return {};
}

Result<void> check_overlap(const InputFile &file, std::vector<Line> &lines) {
    std::sort(lines.begin(), lines.end(), [](const Line &a, const Line &b) { return a.local_begin < b.local_begin; });
    for (std::size_t i = 1; i < lines.size(); ++i)
        if (lines[i].local_begin < lines[i - 1].entry.begin + lines[i - 1].entry.bytes)
            return file.fail(ErrorCode::CorruptFile,
                             fmt::format("the members {} and {} overlap", in_quotes(lines[i - 1].entry.name),
                                         in_quotes(lines[i].entry.name)));
    return {};
}

} // namespace

Result<std::vector<ZipEntry>> read_zip_directory(const InputFile &file) {
    SFUMATO_TRY(const Directory directory, find_directory(file));
    if (directory.entries > zip_limits::max_entries || directory.bytes > zip_limits::max_directory_bytes)
        return file.fail(ErrorCode::LimitExceeded,
                         fmt::format("has a zip directory of {} members, {} bytes; at most {}, {} are read",
                                     directory.entries, directory.bytes, zip_limits::max_entries,
                                     zip_limits::max_directory_bytes));
    SFUMATO_TRY(const std::string text, read_text(file, directory.begin, directory.bytes));
    ByteCursor at(text);
    std::vector<Line> lines;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        SFUMATO_TRY(Line line, read_line(file, at));
        SFUMATO_CHECK(follow(file, line, directory.begin));
        lines.push_back(std::move(line));
    }
    if (at.left() > 0)
        return file.fail(ErrorCode::CorruptFile, "the zip directory holds more than it says");
    SFUMATO_CHECK(check_overlap(file, lines));
    std::vector<ZipEntry> entries;
    entries.reserve(lines.size());
    for (Line &line : lines)
        entries.push_back(std::move(line.entry));
    std::sort(entries.begin(), entries.end(), [](const ZipEntry &a, const ZipEntry &b) { return a.name < b.name; });
    const auto twin = std::adjacent_find(entries.begin(), entries.end(),
                                         [](const ZipEntry &a, const ZipEntry &b) { return a.name == b.name; });
    if (twin != entries.end())
        return file.fail(ErrorCode::CorruptFile, fmt::format("the member {} stands twice", in_quotes(twin->name)));
    return entries;
}

} // namespace sfumato::modelio
