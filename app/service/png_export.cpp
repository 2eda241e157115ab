// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/png_export.h"

#include <QBuffer>
#include <QByteArray>
#include <QImage>
#include <QImageWriter>
#include <QString>

#include "app/service/picture_container.h"
#include "core/base/file_io.h"

namespace sfumato::service {
namespace {

/// The picture as a QImage that looks at the same memory.
QImage view(const Image &image) {
    const QImage::Format format = image.channels == 1   ? QImage::Format_Grayscale8
                                  : image.channels == 3 ? QImage::Format_RGB888
                                                        : QImage::Format_RGBA8888;
    return QImage(image.pixels.data(), image.width, image.height, static_cast<qsizetype>(image.stride()), format);
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

Result<std::string> encodePng(const Image &image, const PictureRecord &record) {
    QByteArray encoded;
    QBuffer buffer(&encoded);
    buffer.open(QIODevice::WriteOnly);
    // Texts are appended below: QImageWriter::setText() would fold the line breaks that infotext lives by.
    QImageWriter writer(&buffer, "png");
    if (!writer.write(view(image)))
        return fail(ErrorCode::Internal, {}, "the picture could not be encoded: " + writer.errorString().toStdString());
    const std::string_view plain(encoded.constData(), static_cast<std::size_t>(encoded.size()));
    SFUMATO_TRY(const std::vector<Segment> chunks, segmentsOf(plain, "the encoded picture"));

    std::string png(pngSignature);
    png.reserve(plain.size() + record.parameters.size() + record.request.size() + 4096);
    png.append(chunks.front().whole);
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
    for (std::size_t i = 1; i < chunks.size(); ++i)
        png.append(chunks[i].whole);
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
