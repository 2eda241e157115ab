// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/picture_container.h"

#include <cstdint>

#include <zlib.h>

#include <fmt/format.h>

#include "core/base/printable.h"

namespace sfumato::service {
namespace {

constexpr std::size_t maxSegments = 100'000;

std::uint32_t byteAt(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t bigEndian32(std::string_view bytes, std::size_t at) {
    return byteAt(bytes, at) << 24 | byteAt(bytes, at + 1) << 16 | byteAt(bytes, at + 2) << 8 | byteAt(bytes, at + 3);
}

std::uint32_t littleEndian32(std::string_view bytes, std::size_t at) {
    return byteAt(bytes, at + 3) << 24 | byteAt(bytes, at + 2) << 16 | byteAt(bytes, at + 1) << 8 | byteAt(bytes, at);
}

std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const Bytef *>(bytes.data()), static_cast<z_size_t>(bytes.size())));
}

tl::unexpected<Error> corrupt(const std::string &file, std::string reason) {
    return fail(ErrorCode::CorruptFile, file, std::move(reason), "download or save the picture again");
}

tl::unexpected<Error> tooManySegments(const std::string &file) {
    return fail(ErrorCode::LimitExceeded, file, fmt::format("consists of more than {} pieces", maxSegments));
}

Result<std::vector<Segment>> pngChunks(std::string_view bytes, const std::string &file) {
    std::vector<Segment> chunks;
    for (std::size_t at = pngSignature.size(); at < bytes.size();) {
        if (bytes.size() - at < 12)
            return corrupt(file, fmt::format("the PNG ends inside a chunk at byte {}", at));
        const std::uint32_t length = bigEndian32(bytes, at);
        const std::string_view type = bytes.substr(at + 4, 4);
        if (length > bytes.size() - at - 12)
            return corrupt(file, fmt::format("the PNG ends inside chunk {} at byte {}", in_quotes(type), at));
        if (checksum(bytes.substr(at + 4, 4 + std::size_t{length})) != bigEndian32(bytes, at + 8 + length))
            return corrupt(file, fmt::format("chunk {} at byte {} has a wrong checksum", in_quotes(type), at));
        if (chunks.size() == maxSegments)
            return tooManySegments(file);
        chunks.push_back({std::string(type), bytes.substr(at + 8, length), bytes.substr(at, 12 + std::size_t{length})});
        if (chunks.size() == 1 && (type != "IHDR" || length != 13))
            return corrupt(file, "the PNG does not begin with a header chunk of 13 bytes");
        if (type == "IEND")
            return chunks;
        at += 12 + std::size_t{length};
    }
    return corrupt(file, "the PNG has no end: it was cut off");
}

std::string jpegMarkerName(std::uint32_t marker) {
    if (marker >= 0xE0 && marker <= 0xEF)
        return fmt::format("APP{}", marker - 0xE0);
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC)
        return "SOF";
    return marker == 0xFE ? "COM" : fmt::format("{:02X}", marker);
}

/// In entropy-coded data FF is followed by 00 or a restart marker, so FF D9 there is the end of the picture.
bool jpegEnds(std::string_view scans) {
    return scans.find(std::string_view("\xff\xd9", 2)) != std::string_view::npos;
}

Result<std::vector<Segment>> jpegSegments(std::string_view bytes, const std::string &file) {
    std::vector<Segment> segments;
    bool hasFrame = false;
    for (std::size_t at = 2; at < bytes.size();) {
        const std::size_t begin = at;
        if (byteAt(bytes, at) != 0xFF)
            return corrupt(file, fmt::format("the JPEG has no marker at byte {}", at));
        while (at < bytes.size() && byteAt(bytes, at) == 0xFF)
            ++at; // any number of FF may fill up
        if (bytes.size() - at < 3)
            break;
        const std::uint32_t marker = byteAt(bytes, at);
        const std::size_t length = byteAt(bytes, at + 1) << 8 | byteAt(bytes, at + 2);
        if (length < 2 || length > bytes.size() - at - 1)
            break;
        if (segments.size() == maxSegments)
            return tooManySegments(file);
        if (marker == 0xDA) {
            if (!hasFrame)
                return corrupt(file, "the JPEG has no frame header before its data");
            segments.push_back({"scans", bytes.substr(at + 3), bytes.substr(begin)});
            if (!jpegEnds(segments.back().data))
                break;
            return segments;
        }
        segments.push_back({jpegMarkerName(marker), bytes.substr(at + 3, length - 2),
                            bytes.substr(begin, at + 1 + length - begin)});
        hasFrame = hasFrame || segments.back().type == "SOF";
        at += 1 + length;
    }
    return corrupt(file, "the JPEG has no end: it was cut off");
}

Result<std::vector<Segment>> webpChunks(std::string_view bytes, const std::string &file) {
    const std::size_t claimed = 8 + std::size_t{littleEndian32(bytes, 4)};
    if (claimed > bytes.size() || claimed < 20)
        return corrupt(file, fmt::format("the WebP says it has {} bytes, the file has {}", claimed, bytes.size()));
    std::vector<Segment> chunks;
    for (std::size_t at = 12; at + 8 <= claimed;) {
        const std::size_t length = littleEndian32(bytes, at + 4);
        const std::string_view type = bytes.substr(at, 4);
        if (length > claimed - at - 8)
            return corrupt(file, fmt::format("the WebP ends inside chunk {} at byte {}", in_quotes(type), at));
        if (chunks.size() == maxSegments)
            return tooManySegments(file);
        // A chunk of odd length is followed by one byte of padding, which some writers omit at the end.
        const std::size_t whole = std::min(8 + length + (length & 1u), claimed - at);
        chunks.push_back({std::string(type), bytes.substr(at + 8, length), bytes.substr(at, whole)});
        at += whole;
    }
    return chunks;
}

} // namespace

PictureFormat pictureFormatOf(std::string_view bytes) {
    if (bytes.starts_with(pngSignature))
        return PictureFormat::Png;
    if (bytes.starts_with("\xff\xd8\xff"))
        return PictureFormat::Jpeg;
    if (bytes.size() >= 16 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP")
        return PictureFormat::WebP;
    if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"))
        return PictureFormat::Gif;
    // "BM" alone begins many a text; the four reserved bytes behind the size are 0.
    if (bytes.size() >= 26 && bytes.starts_with("BM") && bytes.substr(6, 4) == std::string_view("\0\0\0\0", 4))
        return PictureFormat::Bmp;
    return PictureFormat::Unknown;
}

std::string_view name(PictureFormat format) {
    switch (format) {
    case PictureFormat::Unknown: return "unknown";
    case PictureFormat::Png: return "PNG";
    case PictureFormat::Jpeg: return "JPEG";
    case PictureFormat::WebP: return "WebP";
    case PictureFormat::Gif: return "GIF";
    case PictureFormat::Bmp: return "BMP";
    }
    return "unknown";
}

Result<std::vector<Segment>> segmentsOf(std::string_view bytes, const std::string &file) {
    switch (pictureFormatOf(bytes)) {
    case PictureFormat::Png: return pngChunks(bytes, file);
    case PictureFormat::Jpeg: return jpegSegments(bytes, file);
    case PictureFormat::WebP: return webpChunks(bytes, file);
    default: return fail(ErrorCode::UnsupportedFormat, file, "is no PNG, JPEG or WebP picture");
    }
}

void appendPngChunk(std::string &png, std::string_view type, std::string_view data) {
    const auto append32 = [&png](std::uint32_t value) {
        for (int shift = 24; shift >= 0; shift -= 8)
            png.push_back(static_cast<char>(value >> shift & 0xFF));
    };
    append32(static_cast<std::uint32_t>(data.size()));
    const std::size_t checked = png.size();
    png.append(type);
    png.append(data);
    append32(checksum(std::string_view(png).substr(checked)));
}

} // namespace sfumato::service
