// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/png_export.h"

#include <QByteArray>
#include <QString>

#include "app/service/picture_container.h"
#include "core/base/file_io.h"

namespace sfumato::service {
namespace {

constexpr std::size_t largestChunk = 1 << 30; ///< a chunk's length has 31 bits

std::string header(const Image &image) {
    constexpr char grey = 0, rgb = 2, rgba = 6;
    std::string data;
    for (const int side : {image.width, image.height})
        for (int shift = 24; shift >= 0; shift -= 8)
            data.push_back(static_cast<char>(side >> shift & 0xFF));
    data.push_back(8); // bits
    data.push_back(image.channels == 1 ? grey : image.channels == 3 ? rgb : rgba);
    data.append(3, '\0'); // the only ways to compress and to filter there are; not interlaced
    return data;
}

void appendText(std::string &png, std::string_view keyword, const std::string &text) {
    const QString unicode = QString::fromStdString(text);
    const QByteArray latin1 = unicode.toLatin1();
    std::string data(keyword);
    if (QString::fromLatin1(latin1) == unicode) {
        data.push_back('\0');
        data.append(latin1.constData(), static_cast<std::size_t>(latin1.size()));
        appendPngChunk(png, "tEXt", data);
        return;
    }
    data.append("\0\0\0\0\0", 5); // end of keyword, not compressed, method 0, no language, no translated keyword
    data.append(text);
    appendPngChunk(png, "iTXt", data);
}

} // namespace

Result<std::string> encodePng(const Image &image, const PictureRecord &record, const RowProgress &progress) {
    const std::string rows = deflatedRows(image, progress);
    if (rows.empty())
        return fail(ErrorCode::OutOfMemory, {}, "the picture could not be encoded");
    std::string png(pngSignature);
    png.reserve(rows.size() + record.parameters.size() + record.request.size() + 4096);
    appendPngChunk(png, "IHDR", header(image));
    appendPngChunk(png, "sRGB", std::string_view("\0", 1));
    if (!record.parameters.empty())
        appendText(png, "parameters", record.parameters);
    if (!record.request.empty())
        appendText(png, "sfumato", record.request);
    if (!record.origin.empty())
        appendText(png, "sfumato-origin", record.origin);
    if (record.source != SourceType::Unsaid) {
        SFUMATO_TRY(const std::string packet, xmpPacket({record.source, "Sfumato " SFUMATO_VERSION, record.model, {}}));
        appendPngChunk(png, "iTXt", std::string("XML:com.adobe.xmp\0\0\0\0\0", 22).append(packet));
    }
    for (std::size_t at = 0; at < rows.size(); at += largestChunk)
        appendPngChunk(png, "IDAT", std::string_view(rows).substr(at, largestChunk));
    appendPngChunk(png, "IEND", {});
    return png;
}

Result<void> exportPng(const std::filesystem::path &file, const Image &image, const PictureRecord &record,
                       Overwrite overwrite) {
    std::error_code problem;
    if (overwrite == Overwrite::No && std::filesystem::exists(file, problem))
        return fail(ErrorCode::Conflict, display(file), "exists already", "choose another name or allow overwriting");
    if (file.has_parent_path())
        std::filesystem::create_directories(file.parent_path(), problem); // what fails here, fails below with its reason
    SFUMATO_TRY(const std::string png, encodePng(image, record));
    return write_file(file, png);
}

} // namespace sfumato::service
