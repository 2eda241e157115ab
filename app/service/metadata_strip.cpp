// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/metadata_strip.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "app/service/exif.h"
#include "app/service/picture_metadata.h"

namespace sfumato::service {
namespace {

/// The mark alone, or nothing where the picture carried none.
Result<std::string> markOf(const PictureMetadata &metadata) {
    const SourceType source = metadata.provenance.source;
    if (source != SourceType::Synthetic && source != SourceType::Composite)
        return std::string();
    return xmpPacket({source, {}, {}, {}});
}

std::string strippedPng(const std::vector<Segment> &chunks, const std::string &mark) {
    constexpr std::array<std::string_view, 18> kept = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP",
                                                       "cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT", "mDCV", "cLLI"};
    std::string png(pngSignature);
    for (const Segment &chunk : chunks) {
        if (std::find(kept.begin(), kept.end(), chunk.type) != kept.end())
            png.append(chunk.whole);
        const int orientation = chunk.type == "eXIf" ? readExif(chunk.data).orientation : 1;
        if (orientation != 1)
            appendPngChunk(png, "eXIf", exifWithOrientation(orientation));
        if (chunk.type == "IHDR" && !mark.empty())
            appendPngChunk(png, "iTXt", std::string("XML:com.adobe.xmp\0\0\0\0\0", 22) + mark);
    }
    return png;
}

void appendApp1(std::string &jpeg, const std::string &data) {
    const std::size_t length = data.size() + 2;
    jpeg += "\xff\xe1";
    jpeg.push_back(static_cast<char>(length >> 8 & 0xFF));
    jpeg.push_back(static_cast<char>(length & 0xFF));
    jpeg += data;
}

std::string strippedJpeg(const std::vector<Segment> &segments, const std::string &mark) {
    std::string jpeg("\xff\xd8");
    int orientation = 1;
    for (const Segment &segment : segments)
        if (segment.type == "APP1" && segment.data.starts_with("Exif"))
            orientation = readExif(segment.data).orientation;
    if (orientation != 1)
        appendApp1(jpeg, std::string("Exif\0\0", 6) + exifWithOrientation(orientation));
    if (!mark.empty())
        appendApp1(jpeg, std::string("http://ns.adobe.com/xap/1.0/\0", 29) + mark);
    for (const Segment &segment : segments) {
        // Adobe's APP14 says how the colours are coded; APP2 may hold other things than the colour profile.
        const bool needed = segment.type == "APP0" || segment.type == "APP14" ||
                            (segment.type == "APP2" && segment.data.starts_with("ICC_PROFILE"));
        if (segment.type == "scans") // whatever follows the end of the picture goes too
            jpeg.append(segment.whole.substr(0, segment.whole.rfind("\xff\xd9") + 2));
        else if (needed || (!segment.type.starts_with("APP") && segment.type != "COM"))
            jpeg.append(segment.whole);
    }
    return jpeg;
}

void appendLittleEndian32(std::string &out, std::size_t value) {
    for (int shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<char>(value >> shift & 0xFF));
}

void appendWebpChunk(std::string &webp, std::string_view type, const std::string &data) {
    webp += type;
    appendLittleEndian32(webp, data.size());
    webp += data;
    if (data.size() % 2 != 0)
        webp.push_back('\0');
}

std::string strippedWebp(const std::vector<Segment> &chunks, const std::string &mark) {
    constexpr unsigned exifFlag = 0x08, xmpFlag = 0x04;
    std::string body = "WEBP";
    std::string exif;
    bool extended = false;
    for (const Segment &chunk : chunks) {
        if (chunk.type == "VP8X" && !chunk.data.empty()) {
            extended = true;
            std::string header(chunk.data);
            header[0] = static_cast<char>(static_cast<unsigned char>(header[0]) & ~(exifFlag | xmpFlag));
            appendWebpChunk(body, "VP8X", header);
        } else if (chunk.type == "EXIF") {
            const int orientation = readExif(chunk.data).orientation;
            exif = orientation == 1 ? std::string() : exifWithOrientation(orientation);
        } else if (chunk.type == "VP8 " || chunk.type == "VP8L" || chunk.type == "ICCP" || chunk.type == "ALPH" ||
                   chunk.type == "ANIM" || chunk.type == "ANMF") {
            appendWebpChunk(body, chunk.type, std::string(chunk.data));
        }
    }
    if (extended) { // without that header there is no room for either, and there was none before
        constexpr std::size_t flags = 4 + 8;
        const unsigned present = (exif.empty() ? 0U : exifFlag) | (mark.empty() ? 0U : xmpFlag);
        body[flags] = static_cast<char>(static_cast<unsigned char>(body[flags]) | present);
        if (!exif.empty())
            appendWebpChunk(body, "EXIF", exif);
        if (!mark.empty())
            appendWebpChunk(body, "XMP ", mark);
    }
    std::string webp = "RIFF";
    appendLittleEndian32(webp, body.size());
    return webp + body;
}

} // namespace

Result<std::string> withoutMetadata(std::string_view bytes, const std::string &file) {
    SFUMATO_TRY(const PictureMetadata metadata, pictureMetadataOf(bytes, file));
    SFUMATO_TRY(const std::vector<Segment> segments, segmentsOf(bytes, file));
    SFUMATO_TRY(const std::string mark, markOf(metadata));
    switch (metadata.format) {
    case PictureFormat::Png: return strippedPng(segments, mark);
    case PictureFormat::Jpeg: return strippedJpeg(segments, mark);
    default: return strippedWebp(segments, mark);
    }
}

} // namespace sfumato::service
