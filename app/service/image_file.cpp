// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/image_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include <QBuffer>
#include <QByteArray>
#include <QColorSpace>
#include <QImage>
#include <QImageReader>
#include <QTransform>

#include <fmt/format.h>

#include "app/service/exif.h"
#include "core/base/file_io.h"
#include "core/base/limits.h"

namespace sfumato::service {
namespace {

enum class Colours { ToSrgb, AsTheyStand };

/// What is known of a picture before its pixels are decoded.
struct Outline {
    PictureFormat format = PictureFormat::Unknown;
    std::string cleaned;   ///< PNG alone: the file without the pieces that do not change pixels
    int orientation = 1;
    bool hasProfile = false;
    std::vector<std::string> notes;
};

tl::unexpected<Error> corrupt(const std::string &file, std::string reason) {
    return fail(ErrorCode::CorruptFile, file, std::move(reason), "download or save the picture again");
}

Result<void> checkSize(std::int64_t width, std::int64_t height, const std::string &file) {
    if (width <= 0 || height <= 0)
        return corrupt(file, fmt::format("says it is {}x{} pixels", width, height));
    if (width > limits::max_side || height > limits::max_side || width * height > limits::max_pixels)
        return fail(ErrorCode::LimitExceeded, file,
                    fmt::format("says it is {}x{} pixels; at most {} a side and {} in all are read", width, height,
                                limits::max_side, limits::max_pixels),
                    "make the picture smaller");
    return {};
}

std::uint32_t bigEndian32(std::string_view data, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | static_cast<unsigned char>(data[at + i]);
    return value;
}

/// Checks a PNG's header, and that its compressed data can hold as many pixels as it says: deflate shrinks at most
/// 1032 times, so a small file that claims to be huge is refused before memory is taken.
Result<void> checkPngHeader(std::string_view header, std::size_t compressedBytes, const std::string &file) {
    const std::int64_t width = bigEndian32(header, 0), height = bigEndian32(header, 4);
    SFUMATO_CHECK(checkSize(width, height, file));
    constexpr std::array<int, 7> channels = {1, 0, 3, 1, 2, 0, 4};
    const auto depth = static_cast<unsigned char>(header[8]), colour = static_cast<unsigned char>(header[9]);
    if (colour >= channels.size() || channels[colour] == 0 || depth == 0 || depth > 16)
        return corrupt(file, fmt::format("has the impossible PNG colour type {} with {} bits", colour, depth));
    const std::int64_t needed = height * (1 + (width * channels[colour] * depth + 7) / 8);
    if (needed > static_cast<std::int64_t>(compressedBytes) * 1032 + 4096)
        return corrupt(file, fmt::format("says it is {}x{} pixels, but holds too little data for that", width, height));
    return {};
}

Result<Outline> outlinePng(std::string_view bytes, const std::string &file) {
    SFUMATO_TRY(const std::vector<Segment> chunks, segmentsOf(bytes, file));
    constexpr std::array<std::string_view, 8> kept = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB"};
    Outline outline;
    std::size_t compressedBytes = 0;
    outline.cleaned = pngSignature;
    outline.cleaned.reserve(bytes.size());
    for (const Segment &chunk : chunks) {
        if (chunk.type == "IDAT")
            compressedBytes += chunk.data.size();
        if (chunk.type == "eXIf")
            outline.orientation = readExif(chunk.data).orientation;
        if (chunk.type == "acTL")
            outline.notes.push_back("The picture is animated; its first frame was taken.");
        outline.hasProfile = outline.hasProfile || chunk.type == "iCCP";
        if (chunk.type == "iCCP" || std::find(kept.begin(), kept.end(), chunk.type) != kept.end())
            outline.cleaned.append(chunk.whole);
    }
    SFUMATO_CHECK(checkPngHeader(chunks.front().data, compressedBytes, file));
    return outline;
}

/// JPEG and WebP: where they end, how they stand. Others have nothing to look at.
Result<Outline> outlineOf(std::string_view bytes, PictureFormat format, const std::string &file) {
    Outline outline;
    if (format == PictureFormat::Png) {
        SFUMATO_TRY(outline, outlinePng(bytes, file));
    } else if (format == PictureFormat::Jpeg || format == PictureFormat::WebP) {
        SFUMATO_TRY(const std::vector<Segment> segments, segmentsOf(bytes, file));
        for (const Segment &segment : segments) {
            const bool jpegExif = segment.type == "APP1" && segment.data.starts_with("Exif");
            if (jpegExif || segment.type == "EXIF")
                outline.orientation = readExif(segment.data).orientation;
            outline.hasProfile = outline.hasProfile || segment.type == "ICCP" ||
                                 (segment.type == "APP2" && segment.data.starts_with("ICC_PROFILE"));
        }
    }
    outline.format = format;
    return outline;
}

QByteArray readerName(PictureFormat format) {
    return QByteArray(name(format).data(), static_cast<qsizetype>(name(format).size())).toLower();
}

Result<QImage> decode(std::string_view bytes, Outline &outline, const std::string &file) {
    const std::string_view source = outline.cleaned.empty() ? bytes : std::string_view(outline.cleaned);
    QByteArray raw = QByteArray::fromRawData(source.data(), static_cast<qsizetype>(source.size()));
    QBuffer buffer(&raw);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, readerName(outline.format));
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(false);
    if (!QImageReader::supportedImageFormats().contains(readerName(outline.format)))
        return fail(ErrorCode::UnsupportedFormat, file,
                    fmt::format("is a {} picture, for which this Qt has no reader", name(outline.format)),
                    "install Qt's image format plugins, or save it as PNG");
    const QSize size = reader.size();
    if (size.isValid())
        SFUMATO_CHECK(checkSize(size.width(), size.height(), file));
    // Eight bytes a pixel at most (16-bit RGBA); checkSize() has bounded the pixels.
    QImageReader::setAllocationLimit(static_cast<int>(limits::max_pixels * 8 >> 20));
    if (reader.supportsAnimation() && reader.imageCount() > 1)
        outline.notes.push_back("The picture is animated; its first frame was taken.");
    QImage image;
    if (!reader.read(&image) || image.isNull())
        return corrupt(file, fmt::format("is a damaged {} picture: {}", name(outline.format),
                                         reader.errorString().toStdString()));
    SFUMATO_CHECK(checkSize(image.width(), image.height(), file));
    return image;
}

/// A PNG gamma of 1/2.2 is how writers without an sRGB chunk say sRGB; converting would shift every value.
bool countsAsSrgb(const QColorSpace &space) {
    if (!space.isValid() || space == QColorSpace(QColorSpace::SRgb))
        return true;
    return space.primaries() == QColorSpace::Primaries::SRgb &&
           space.transferFunction() == QColorSpace::TransferFunction::Gamma && std::abs(space.gamma() - 2.2F) < 0.03F;
}

QImage toSrgb(const QImage &image, Outline &outline) {
    const QColorSpace space = image.colorSpace();
    if (outline.hasProfile && !space.isValid())
        outline.notes.push_back("Its colour profile is not understood; the colours were taken as sRGB.");
    if (countsAsSrgb(space))
        return image;
    const bool deep = image.depth() > 32 || image.format() == QImage::Format_Grayscale16;
    QImage converted = image.convertToFormat(deep ? QImage::Format_RGBA64 : QImage::Format_ARGB32);
    converted.setColorSpace(space);
    converted.convertToColorSpace(QColorSpace(QColorSpace::SRgb));
    outline.notes.push_back("The colours were converted to sRGB.");
    return image.hasAlphaChannel() ? converted : converted.convertToFormat(QImage::Format_RGB32);
}

/// Exif orientation 1..8 as what must be done to the stored picture. Source: Exif 2.32, tag 274.
QImage upright(const QImage &image, int orientation) {
    const QTransform quarter = QTransform().rotate(90);
    switch (orientation) {
    case 2: return image.mirrored(true, false);
    case 3: return image.mirrored(true, true);
    case 4: return image.mirrored(false, true);
    case 5: return image.mirrored(false, true).transformed(quarter);
    case 6: return image.transformed(quarter);
    case 7: return image.mirrored(true, false).transformed(quarter);
    case 8: return image.transformed(QTransform().rotate(270));
    default: return image;
    }
}

Image copyPixels(const QImage &image) {
    const int channels = image.hasAlphaChannel() ? 4 : 3;
    const QImage source = image.convertToFormat(channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    Image pixels(source.width(), source.height(), channels);
    for (int y = 0; y < source.height(); ++y)
        std::copy_n(source.constScanLine(y), pixels.stride(), pixels.row(y));
    return pixels;
}

Result<LoadedImage> load(std::string_view bytes, const std::string &file, Colours colours) {
    const PictureFormat format = pictureFormatOf(bytes);
    if (format == PictureFormat::Unknown)
        return fail(ErrorCode::UnsupportedFormat, file,
                    bytes.empty() ? "is empty" : "is no PNG, JPEG, WebP, GIF or BMP picture");
    SFUMATO_TRY(Outline outline, outlineOf(bytes, format, file));
    SFUMATO_TRY(QImage image, decode(bytes, outline, file));
    if (colours == Colours::ToSrgb)
        image = toSrgb(image, outline);
    image = upright(image, outline.orientation);
    LoadedImage loaded{copyPixels(image), format, std::move(outline.notes)};
    if (loaded.pixels.empty())
        return fail(ErrorCode::OutOfMemory, file, "does not fit in memory", "make the picture smaller");
    return loaded;
}

bool alphaVaries(const Image &image) {
    if (image.channels != 4)
        return false;
    for (std::size_t i = 3; i < image.pixels.size(); i += 4)
        if (image.pixels[i] != image.pixels[3])
            return true;
    return false;
}

} // namespace

Result<LoadedImage> decodeImage(std::string_view bytes, const std::string &file) {
    return load(bytes, file, Colours::ToSrgb);
}

Result<LoadedImage> readImage(const std::filesystem::path &file) {
    SFUMATO_TRY(const std::string bytes, read_file(file, limits::max_image_file_bytes));
    return decodeImage(bytes, display(file));
}

Result<LoadedImage> readMask(const std::filesystem::path &file) {
    SFUMATO_TRY(const std::string bytes, read_file(file, limits::max_image_file_bytes));
    SFUMATO_TRY(LoadedImage loaded, load(bytes, display(file), Colours::AsTheyStand));
    const Image &source = loaded.pixels;
    const auto channels = static_cast<std::size_t>(source.channels);
    const bool useAlpha = alphaVaries(source);
    Image mask(source.width, source.height, 1);
    for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
        const std::uint8_t *p = source.pixels.data() + i * channels;
        mask.pixels[i] = useAlpha ? p[3] : static_cast<std::uint8_t>((299 * p[0] + 587 * p[1] + 114 * p[2] + 500) / 1000);
    }
    if (std::all_of(mask.pixels.begin(), mask.pixels.end(), [](std::uint8_t value) { return value == 0; }))
        return fail(ErrorCode::InvalidArgument, display(file), "masks nothing: every pixel is black or transparent",
                    "paint white (or opaque) what is to be repainted");
    loaded.pixels = std::move(mask);
    return loaded;
}

Image onWhite(const Image &rgba) {
    Image flat(rgba.width, rgba.height, 3);
    for (std::size_t i = 0; i < flat.pixels.size() / 3; ++i) {
        const std::uint8_t *from = rgba.pixels.data() + i * 4;
        for (std::size_t c = 0; c < 3; ++c)
            flat.pixels[i * 3 + c] = static_cast<std::uint8_t>((from[c] * from[3] + 255 * (255 - from[3]) + 127) / 255);
    }
    return flat;
}

} // namespace sfumato::service
