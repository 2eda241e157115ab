// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/exif.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <QByteArrayView>
#include <QString>
#include <QStringDecoder>

namespace sfumato::service {
namespace {

constexpr std::uint16_t tagOrientation = 0x0112, tagSoftware = 0x0131, tagExifFolder = 0x8769, tagUserComment = 0x9286;
constexpr std::uint16_t typeAscii = 2, typeShort = 3, typeLong = 4, typeUndefined = 7;
constexpr std::uint32_t maxEntries = 512;
constexpr std::uint32_t maxTextBytes = 1 << 20;

/// Bounds-checked numbers of a TIFF structure in its byte order; 0 where there are no bytes.
class Tiff {
public:
    explicit Tiff(std::string_view bytes) : m_bytes(bytes), m_big(bytes.starts_with("MM")) {}

    bool isBigEndian() const { return m_big; }

    std::uint32_t number(std::size_t at, std::size_t size) const {
        if (at > m_bytes.size() || m_bytes.size() - at < size)
            return 0;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value |= std::uint32_t{static_cast<unsigned char>(m_bytes[at + i])} << 8 * (m_big ? size - 1 - i : i);
        return value;
    }

    std::string_view view(std::size_t at, std::size_t size) const {
        return at <= m_bytes.size() && m_bytes.size() - at >= size ? m_bytes.substr(at, size) : std::string_view();
    }

    std::size_t size() const { return m_bytes.size(); }

private:
    std::string_view m_bytes;
    bool m_big;
};

std::string fromUtf8(std::string_view bytes) {
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size())).toStdString();
}

std::string fromUtf16(std::string_view bytes, bool big) {
    if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
        big = bytes[0] == '\xfe';
        bytes.remove_prefix(2);
    } else {
        // piexif writes big endian whatever the file's order is, so the bytes decide: Latin letters have a zero high byte.
        std::size_t even = 0, odd = 0;
        for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
            even += bytes[i] == 0;
            odd += bytes[i + 1] == 0;
        }
        if (even != odd)
            big = even > odd;
    }
    QStringDecoder decoder(big ? QStringDecoder::Utf16BE : QStringDecoder::Utf16LE);
    const QString text = decoder.decode(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    return text.toStdString();
}

std::string commentText(std::string_view value, bool big) {
    constexpr std::size_t codeBytes = 8;
    if (value.size() < codeBytes)
        return {};
    const std::string_view code = value.substr(0, codeBytes);
    std::string_view text = value.substr(codeBytes);
    if (code.starts_with("UNICODE") || code.starts_with("Unicode"))
        return fromUtf16(text, big);
    if (!code.starts_with("ASCII") && code != std::string_view("\0\0\0\0\0\0\0\0", codeBytes))
        return {};
    while (!text.empty() && text.back() == '\0')
        text.remove_suffix(1);
    return fromUtf8(text);
}

/// Reads one IFD and returns where the Exif IFD lies, 0 = nowhere.
std::size_t readFolder(const Tiff &tiff, std::size_t at, Exif &exif) {
    std::size_t next = 0;
    const std::uint32_t entries = std::min(tiff.number(at, 2), maxEntries);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::size_t entry = at + 2 + std::size_t{12} * i;
        const std::uint32_t tag = tiff.number(entry, 2), type = tiff.number(entry + 2, 2);
        const std::uint32_t count = tiff.number(entry + 4, 4);
        if (tag == tagOrientation && type == typeShort && count == 1) {
            const std::uint32_t value = tiff.number(entry + 8, 2);
            if (value >= 1 && value <= 8)
                exif.orientation = static_cast<int>(value);
        } else if (tag == tagExifFolder && type == typeLong && count == 1) {
            next = tiff.number(entry + 8, 4);
        } else if ((tag == tagSoftware && type == typeAscii) || (tag == tagUserComment && type == typeUndefined)) {
            if (count > maxTextBytes)
                continue;
            const std::string_view value = tiff.view(count <= 4 ? entry + 8 : tiff.number(entry + 8, 4), count);
            if (tag == tagUserComment)
                exif.userComment = commentText(value, tiff.isBigEndian());
            else
                exif.software = fromUtf8(value.substr(0, value.find('\0')));
        }
    }
    return next;
}

} // namespace

Exif readExif(std::string_view block) {
    constexpr std::string_view prefix{"Exif\0\0", 6};
    if (block.starts_with(prefix))
        block.remove_prefix(prefix.size());
    Exif exif;
    const Tiff tiff(block);
    if (!(block.starts_with("II") || block.starts_with("MM")) || tiff.number(2, 2) != 42)
        return exif;
    const std::size_t inner = readFolder(tiff, tiff.number(4, 4), exif);
    if (inner != 0) {
        // The Exif IFD cannot turn the picture; the main one has said how it stands.
        const int orientation = exif.orientation;
        readFolder(tiff, inner, exif);
        exif.orientation = orientation;
    }
    return exif;
}

std::string exifWithOrientation(int orientation) {
    std::string block{"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0", 26};
    block[19] = static_cast<char>(orientation);
    return block;
}

} // namespace sfumato::service
