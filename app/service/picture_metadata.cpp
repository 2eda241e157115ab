// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/picture_metadata.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <QString>
#include <QStringDecoder>

#include <fmt/format.h>
#include <zlib.h>

#include "app/service/exif.h"
#include "core/base/file_io.h"
#include "core/base/limits.h"
#include "core/base/printable.h"
#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

constexpr std::size_t maxTextBytes = 1 << 20;
constexpr std::size_t maxAllTexts = 8 << 20;
constexpr std::size_t maxKeywords = 64;
constexpr std::string_view xmpKeyword = "XML:com.adobe.xmp";
constexpr std::string_view jpegXmpPrefix{"http://ns.adobe.com/xap/1.0/\0", 29};

std::uint32_t byteAt(std::string_view data, std::size_t at) {
    return at < data.size() ? static_cast<unsigned char>(data[at]) : 0;
}

/// Inflates at most maxTextBytes; nothing where the data are damaged or larger.
std::optional<std::string> inflated(std::string_view data) {
    std::string out(maxTextBytes, '\0');
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = ::inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return status == Z_STREAM_END ? std::optional(std::move(out)) : std::nullopt;
}

/// Collects texts within the limits.
class Texts {
public:
    explicit Texts(PictureMetadata &metadata) : m_metadata(metadata) {}

    void add(std::string keyword, std::string_view bytes, bool latin1) {
        if (bytes.size() > maxTextBytes)
            return note(fmt::format("The text {} is longer than {} bytes and was left out.", in_quotes(keyword), maxTextBytes));
        if (m_metadata.texts.size() >= maxKeywords || m_bytes + bytes.size() > maxAllTexts) {
            if (!std::exchange(m_full, true))
                note(fmt::format("There are more than {} texts or {} bytes of them; the rest was left out.", maxKeywords,
                                 maxAllTexts));
            return;
        }
        m_bytes += bytes.size();
        const auto size = static_cast<qsizetype>(bytes.size());
        QStringDecoder utf8(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
        QString text = utf8.decode(QByteArrayView(bytes.data(), size));
        if (utf8.hasError() && latin1) // PNG says Latin-1, many writers put UTF-8 there: what is valid UTF-8 is UTF-8
            text = QString::fromLatin1(bytes.data(), size);
        else if (utf8.hasError())
            note(fmt::format("The text {} is not valid UTF-8; what could not be read is shown as \xEF\xBF\xBD.", in_quotes(keyword)));
        m_metadata.texts.emplace_back(std::move(keyword), text.toStdString());
    }

    void addCompressed(std::string keyword, std::string_view data, bool latin1) {
        if (const auto text = inflated(data))
            add(std::move(keyword), *text, latin1);
        else
            note(fmt::format("The compressed text {} is damaged or longer than {} bytes and was left out.", in_quotes(keyword),
                             maxTextBytes));
    }

    void note(std::string sentence) { m_metadata.notes.push_back(std::move(sentence)); }

private:
    PictureMetadata &m_metadata;
    std::size_t m_bytes = 0;
    bool m_full = false;
};

/// The part of `data` before the next NUL, which is taken off together with it.
std::string_view takeField(std::string_view &data) {
    const std::size_t end = std::min(data.find('\0'), data.size());
    const std::string_view field = data.substr(0, end);
    data.remove_prefix(std::min(end + 1, data.size()));
    return field;
}

void readPngText(const Segment &chunk, PictureMetadata &metadata, Texts &texts) {
    std::string_view data = chunk.data;
    const std::string_view keyword = takeField(data);
    if (keyword.empty() || keyword.size() > 79)
        return texts.note("A text without a proper keyword was left out.");
    std::string shown = QString::fromLatin1(keyword.data(), static_cast<qsizetype>(keyword.size())).toStdString();
    if (chunk.type == "tEXt")
        return texts.add(std::move(shown), data, true);
    if (chunk.type == "zTXt")
        return texts.addCompressed(std::move(shown), data.substr(std::min<std::size_t>(1, data.size())), true);
    const bool compressed = byteAt(data, 0) == 1;
    data.remove_prefix(std::min<std::size_t>(2, data.size()));
    takeField(data); // language
    takeField(data); // translated keyword
    if (keyword == xmpKeyword && !compressed && data.size() <= maxTextBytes)
        metadata.provenance = readXmp(data);
    else if (compressed)
        texts.addCompressed(std::move(shown), data, false);
    else
        texts.add(std::move(shown), data, false);
}

void readExifBlock(std::string_view block, Texts &texts) {
    const Exif exif = readExif(block);
    if (!exif.userComment.empty())
        texts.add("parameters", exif.userComment, false);
    if (!exif.software.empty())
        texts.add("Software", exif.software, false);
}

void readPng(const std::vector<Segment> &chunks, PictureMetadata &metadata, Texts &texts) {
    const std::string_view header = chunks.front().data;
    const auto side = [&](std::size_t at) {
        return static_cast<int>((byteAt(header, at) & 0x7F) << 24 | byteAt(header, at + 1) << 16 |
                                byteAt(header, at + 2) << 8 | byteAt(header, at + 3));
    };
    metadata.width = side(0);
    metadata.height = side(4);
    for (const Segment &chunk : chunks) {
        if (chunk.type == "tEXt" || chunk.type == "zTXt" || chunk.type == "iTXt")
            readPngText(chunk, metadata, texts);
        else if (chunk.type == "eXIf")
            readExifBlock(chunk.data, texts);
        metadata.contentCredentials = metadata.contentCredentials || chunk.type == "caBX";
    }
}

void readJpeg(const std::vector<Segment> &segments, PictureMetadata &metadata, Texts &texts) {
    for (const Segment &segment : segments) {
        if (segment.type == "SOF") {
            metadata.height = static_cast<int>(byteAt(segment.data, 1) << 8 | byteAt(segment.data, 2));
            metadata.width = static_cast<int>(byteAt(segment.data, 3) << 8 | byteAt(segment.data, 4));
        } else if (segment.type == "APP1" && segment.data.starts_with("Exif")) {
            readExifBlock(segment.data, texts);
        } else if (segment.type == "APP1" && segment.data.starts_with(jpegXmpPrefix)) {
            metadata.provenance = readXmp(segment.data.substr(jpegXmpPrefix.size()));
        } else if (segment.type == "COM") {
            texts.add("comment", segment.data, true);
        }
        metadata.contentCredentials = metadata.contentCredentials || segment.type == "APP11";
    }
}

void readWebP(const std::vector<Segment> &chunks, PictureMetadata &metadata, Texts &texts) {
    const auto number = [](std::string_view data, std::size_t at, int bytes) {
        std::uint32_t value = 0;
        for (int i = bytes - 1; i >= 0; --i)
            value = value << 8 | byteAt(data, at + static_cast<std::size_t>(i));
        return static_cast<int>(value);
    };
    for (const Segment &chunk : chunks) {
        if (chunk.type == "VP8X") {
            metadata.width = number(chunk.data, 4, 3) + 1;
            metadata.height = number(chunk.data, 7, 3) + 1;
        } else if (chunk.type == "VP8 " && metadata.width == 0) {
            metadata.width = number(chunk.data, 6, 2) & 0x3FFF;
            metadata.height = number(chunk.data, 8, 2) & 0x3FFF;
        } else if (chunk.type == "VP8L" && metadata.width == 0) {
            metadata.width = (number(chunk.data, 1, 2) & 0x3FFF) + 1;
            metadata.height = (number(chunk.data, 2, 3) >> 6 & 0x3FFF) + 1;
        } else if (chunk.type == "EXIF") {
            readExifBlock(chunk.data, texts);
        } else if (chunk.type == "XMP " && chunk.data.size() <= maxTextBytes) {
            metadata.provenance = readXmp(chunk.data);
        }
        metadata.contentCredentials = metadata.contentCredentials || chunk.type == "C2PA";
    }
}

bool contains(const std::string *text, std::string_view part) {
    return text && text->find(part) != std::string::npos;
}

/// Who wrote these texts, by what only that program writes. Source: dialect 4.2.
std::string programOf(const PictureMetadata &metadata) {
    const std::string *parameters = metadata.text("parameters");
    if (metadata.text("sfumato"))
        return "Sfumato";
    if (metadata.text("invokeai_metadata"))
        return "InvokeAI";
    if (metadata.text("fooocus_scheme"))
        return "Fooocus";
    if (contains(parameters, "\"sui_image_params\""))
        return "SwarmUI";
    if (contains(parameters, "Version: stable-diffusion.cpp"))
        return "stable-diffusion.cpp";
    if (contains(metadata.text("Software"), "NovelAI"))
        return "NovelAI";
    if (metadata.text("workflow") || metadata.text("prompt"))
        return "ComfyUI";
    if (metadata.infotext && !metadata.infotext->parameters.empty())
        return "A1111 or a relative";
    return metadata.provenance.creatorTool;
}

void interpret(PictureMetadata &metadata) {
    const std::string *parameters = metadata.text("parameters");
    if (parameters && !parameters->starts_with('{'))
        metadata.infotext = readInfotext(*parameters);
    if (const std::string *own = metadata.text("sfumato")) {
        Result<GenerationRequest> request = request_from_json(*own, "the request in the picture");
        if (request)
            metadata.request = std::move(*request);
        else
            metadata.notes.push_back(fmt::format("The request could not be read: {}.", describe(request.error())));
    }
    metadata.program = programOf(metadata);
}

} // namespace

const std::string *PictureMetadata::text(std::string_view keyword) const {
    const auto found = std::find_if(texts.begin(), texts.end(), [&](const auto &entry) { return entry.first == keyword; });
    return found == texts.end() ? nullptr : &found->second;
}

Result<PictureMetadata> pictureMetadataOf(std::string_view bytes, const std::string &file) {
    PictureMetadata metadata;
    metadata.format = pictureFormatOf(bytes);
    if (metadata.format == PictureFormat::Unknown)
        return fail(ErrorCode::UnsupportedFormat, file,
                    bytes.empty() ? "is empty" : "is no PNG, JPEG, WebP, GIF or BMP picture");
    if (metadata.format == PictureFormat::Gif || metadata.format == PictureFormat::Bmp)
        return metadata;
    SFUMATO_TRY(const std::vector<Segment> segments, segmentsOf(bytes, file));
    Texts texts(metadata);
    if (metadata.format == PictureFormat::Png)
        readPng(segments, metadata, texts);
    else if (metadata.format == PictureFormat::Jpeg)
        readJpeg(segments, metadata, texts);
    else
        readWebP(segments, metadata, texts);
    interpret(metadata);
    return metadata;
}

Result<PictureMetadata> readPictureMetadata(const std::filesystem::path &file) {
    SFUMATO_TRY(const std::string bytes, read_file(file, limits::max_image_file_bytes));
    return pictureMetadataOf(bytes, display(file));
}

} // namespace sfumato::service
