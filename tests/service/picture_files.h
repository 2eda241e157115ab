// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QBuffer>
#include <QByteArray>
#include <QImage>

#include "app/service/exif.h"
#include "app/service/picture_container.h"

/// Picture files made in memory, so that each test shows what is special about its file.
namespace sfumato::service::test {

inline std::string encoded(const QImage &image, const char *format) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format, 95);
    return bytes.toStdString();
}

/// 3 x 2 pixels, each of its own colour: red, green, blue above; black, white, grey below.
inline QImage sixColours() {
    QImage image(3, 2, QImage::Format_RGB888);
    const QRgb colours[] = {0xff0000, 0x00ff00, 0x0000ff, 0x000000, 0xffffff, 0x808080};
    for (int i = 0; i < 6; ++i)
        image.setPixel(i % 3, i / 3, colours[i]);
    return image;
}

/// A PNG with these chunks put behind its header.
inline std::string withChunk(const std::string &png, std::string_view type, std::string_view data) {
    constexpr std::size_t headerEnd = 8 + 25;
    std::string out = png.substr(0, headerEnd);
    appendPngChunk(out, type, data);
    return out + png.substr(headerEnd);
}

inline std::string pngText(const std::string &keyword, const std::string &text) {
    return keyword + '\0' + text;
}

inline std::string pngUnicodeText(const std::string &keyword, const std::string &text) {
    return keyword + std::string(5, '\0') + text;
}

/// A JPEG with an APP1 segment put behind its start.
inline std::string withApp1(const std::string &jpeg, const std::string &data) {
    const std::size_t length = data.size() + 2;
    std::string out = jpeg.substr(0, 2) + "\xff\xe1";
    out.push_back(static_cast<char>(length >> 8));
    out.push_back(static_cast<char>(length & 0xFF));
    return out + data + jpeg.substr(2);
}

/// An Exif block in big-endian order whose UserComment holds `value` (with its eight letters of code).
inline std::string exifComment(const std::string &value) {
    std::string block("MM\0*\0\0\0\x08", 8);
    block += std::string("\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0", 18); // IFD0: the Exif IFD lies at 26
    block += std::string("\0\x01\x92\x86\0\x07", 6);
    const auto count = static_cast<unsigned>(value.size());
    for (int shift = 24; shift >= 0; shift -= 8)
        block.push_back(static_cast<char>(count >> shift & 0xFF));
    block += std::string("\0\0\0\x2c\0\0\0\0", 8); // its bytes lie at 44
    return std::string("Exif\0\0", 6) + block + value;
}

} // namespace sfumato::service::test
