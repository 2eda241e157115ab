// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/image_file.h"

#include <array>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <QColorSpace>
#include <gtest/gtest.h>

#include "tests/service/picture_files.h"

namespace sfumato::service {
namespace {

using namespace test;
using Pixel = std::array<int, 3>;

Pixel at(const Image &image, int x, int y) {
    const std::uint8_t *p = image.row(y) + x * image.channels;
    return {p[0], p[1], p[2]};
}

LoadedImage decoded(const std::string &bytes) {
    Result<LoadedImage> loaded = decodeImage(bytes, "test.png");
    EXPECT_TRUE(loaded) << (loaded ? "" : describe(loaded.error()));
    return loaded ? std::move(*loaded) : LoadedImage{Image(1, 1, 3), PictureFormat::Unknown, {}};
}

ErrorCode refusal(const std::string &bytes) {
    const Result<LoadedImage> loaded = decodeImage(bytes, "test.png");
    EXPECT_FALSE(loaded);
    if (!loaded) {
        EXPECT_NE(describe(loaded.error()).find("test.png"), std::string::npos) << "the error does not name the file";
    }
    return loaded ? ErrorCode::Internal : loaded.error().code;
}

/// A file in the temporary folder that goes with the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string &content) {
        m_path = std::filesystem::temp_directory_path() / ("sfumato-image-test-" + std::to_string(::getpid()) + ".bin");
        std::ofstream(m_path, std::ios::binary) << content;
    }
    ~TemporaryFile() { std::filesystem::remove(m_path); }
    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

std::string header(std::uint32_t width, std::uint32_t height, int depth, int colour) {
    std::string data;
    for (const std::uint32_t value : {width, height})
        for (int shift = 24; shift >= 0; shift -= 8)
            data.push_back(static_cast<char>(value >> shift & 0xFF));
    data.push_back(static_cast<char>(depth));
    data.push_back(static_cast<char>(colour));
    return data + std::string(3, '\0');
}

/// A PNG that claims to be of this size and holds the compressed data of a small one.
std::string claiming(std::uint32_t width, std::uint32_t height) {
    std::string png(pngSignature);
    appendPngChunk(png, "IHDR", header(width, height, 8, 2));
    appendPngChunk(png, "IDAT", "x\x9c\x63\x60\x60\x60");
    appendPngChunk(png, "IEND", "");
    return png;
}

TEST(ImageFile, ReadsPngPixelsExactly) {
    const LoadedImage loaded = decoded(encoded(sixColours(), "png"));
    EXPECT_EQ(loaded.format, PictureFormat::Png);
    ASSERT_EQ(loaded.pixels.channels, 3);
    EXPECT_EQ(at(loaded.pixels, 0, 0), (Pixel{255, 0, 0}));
    EXPECT_EQ(at(loaded.pixels, 2, 0), (Pixel{0, 0, 255}));
    EXPECT_EQ(at(loaded.pixels, 2, 1), (Pixel{128, 128, 128}));
    EXPECT_TRUE(loaded.notes.empty());
}

TEST(ImageFile, ReadsEveryPixelFormatAsEightBitRgb) {
    for (const QImage::Format format : {QImage::Format_Grayscale8, QImage::Format_Grayscale16, QImage::Format_Mono,
                                        QImage::Format_RGBX64, QImage::Format_Indexed8}) {
        const QImage image = sixColours().convertToFormat(format);
        const LoadedImage loaded = decoded(encoded(image, "png"));
        ASSERT_EQ(loaded.pixels.channels, 3) << format;
        EXPECT_EQ(at(loaded.pixels, 1, 1), (Pixel{255, 255, 255})) << format;
        EXPECT_EQ(at(loaded.pixels, 0, 1), (Pixel{0, 0, 0})) << format;
    }
}

TEST(ImageFile, KeepsTransparencyStraight) {
    QImage image(2, 1, QImage::Format_RGBA8888);
    image.setPixelColor(0, 0, QColor(200, 100, 50, 128));
    image.setPixelColor(1, 0, QColor(10, 20, 30, 255));
    const LoadedImage loaded = decoded(encoded(image, "png"));
    ASSERT_EQ(loaded.pixels.channels, 4);
    EXPECT_EQ(at(loaded.pixels, 0, 0), (Pixel{200, 100, 50}));
    EXPECT_EQ(loaded.pixels.row(0)[3], 128);
}

TEST(ImageFile, AppliesEveryExifOrientation) {
    // Where the stored picture's top left pixel (red) and bottom right pixel (grey) come to stand.
    struct Case {
        int orientation, width, redX, redY, greyX, greyY;
    };
    for (const Case &c : {Case{1, 3, 0, 0, 2, 1}, Case{2, 3, 2, 0, 0, 1}, Case{3, 3, 2, 1, 0, 0}, Case{4, 3, 0, 1, 2, 0},
                          Case{5, 2, 0, 0, 1, 2}, Case{6, 2, 1, 0, 0, 2}, Case{7, 2, 1, 2, 0, 0}, Case{8, 2, 0, 2, 1, 0}}) {
        const LoadedImage loaded = decoded(withChunk(encoded(sixColours(), "png"), "eXIf", exifWithOrientation(c.orientation)));
        ASSERT_EQ(loaded.pixels.width, c.width) << c.orientation;
        EXPECT_EQ(at(loaded.pixels, c.redX, c.redY), (Pixel{255, 0, 0})) << c.orientation;
        EXPECT_EQ(at(loaded.pixels, c.greyX, c.greyY), (Pixel{128, 128, 128})) << c.orientation;
    }
    const std::string jpeg = withApp1(encoded(sixColours(), "jpg"), std::string("Exif\0\0", 6) + exifWithOrientation(6));
    EXPECT_EQ(decoded(jpeg).pixels.width, 2);
}

TEST(ImageFile, ConvertsColourProfilesToSrgb) {
    QImage image(1, 1, QImage::Format_RGB888);
    image.setPixel(0, 0, 0x40c040);
    image.setColorSpace(QColorSpace(QColorSpace::DisplayP3));
    const LoadedImage loaded = decoded(encoded(image, "png"));
    // The green of P3 lies outside sRGB: its red and blue shares shrink, its green grows.
    EXPECT_LT(at(loaded.pixels, 0, 0)[0], 0x40);
    EXPECT_GT(at(loaded.pixels, 0, 0)[1], 0xc0);
    ASSERT_EQ(loaded.notes.size(), 1U);
}

TEST(ImageFile, TakesAGammaOfOneBy22ForSrgb) {
    const LoadedImage loaded = decoded(withChunk(encoded(sixColours(), "png"), "gAMA", std::string("\0\0\xb1\x8f", 4)));
    EXPECT_EQ(at(loaded.pixels, 2, 1), (Pixel{128, 128, 128}));
}

TEST(ImageFile, ReadsJpegAndBmpWhateverTheirName) {
    EXPECT_EQ(decoded(encoded(sixColours(), "jpg")).format, PictureFormat::Jpeg);
    EXPECT_EQ(decoded(encoded(sixColours(), "bmp")).format, PictureFormat::Bmp);
}

TEST(ImageFile, RefusesWhatIsNoPicture) {
    EXPECT_EQ(refusal(""), ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refusal("PK\3\4" + std::string(30, '\0')), ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refusal("<svg xmlns='http://www.w3.org/2000/svg'/>"), ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refusal(encoded(sixColours(), "xpm")), ErrorCode::UnsupportedFormat);
}

TEST(ImageFile, RefusesImpossibleSizesBeforeDecoding) {
    EXPECT_EQ(refusal(claiming(0, 0)), ErrorCode::CorruptFile);
    EXPECT_EQ(refusal(claiming(0x7fffffff, 0x7fffffff)), ErrorCode::LimitExceeded);
    EXPECT_EQ(refusal(claiming(30000, 30000)), ErrorCode::LimitExceeded);
    EXPECT_EQ(refusal(claiming(16000, 8000)), ErrorCode::CorruptFile) << "a few bytes cannot hold that many pixels";
}

TEST(ImageFile, RefusesEveryTruncation) {
    for (const char *format : {"png", "jpg"}) {
        const std::string whole = encoded(sixColours().scaled(64, 64), format);
        for (std::size_t bytes = 12; bytes < whole.size() - 2; bytes += 1 + whole.size() / 97)
            EXPECT_FALSE(decodeImage(whole.substr(0, bytes), "cut")) << format << " cut to " << bytes;
    }
}

TEST(ImageFile, RefusesAWrongChecksum) {
    std::string png = encoded(sixColours(), "png");
    png[png.size() - 20] = static_cast<char>(png[png.size() - 20] ^ 0xff);
    EXPECT_EQ(refusal(png), ErrorCode::CorruptFile);
}

TEST(ImageFile, SurvivesEveryFlippedByte) {
    for (const char *format : {"png", "jpg", "bmp"}) {
        const std::string whole = encoded(sixColours(), format);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            std::string damaged = whole;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x5a);
            (void)decodeImage(damaged, "damaged"); // either answer will do; it must come back with one
        }
    }
}

TEST(ImageFile, RefusesFoldersAndDevices) {
    EXPECT_EQ(readImage(std::filesystem::temp_directory_path()).error().code, ErrorCode::Unreadable);
    EXPECT_EQ(readImage("/dev/zero").error().code, ErrorCode::Unreadable);
    EXPECT_EQ(readImage("/no/such/file.png").error().code, ErrorCode::NotFound);
}

TEST(Mask, TakesAlphaWhereItVaries) {
    QImage image(2, 1, QImage::Format_RGBA8888);
    image.setPixelColor(0, 0, QColor(255, 255, 255, 0));
    image.setPixelColor(1, 0, QColor(0, 0, 0, 200));
    const Result<LoadedImage> mask = readMask(TemporaryFile(encoded(image, "png")).path());
    ASSERT_TRUE(mask);
    ASSERT_EQ(mask->pixels.channels, 1);
    EXPECT_EQ(mask->pixels.pixels, (std::vector<std::uint8_t>{0, 200}));
}

TEST(Mask, TakesBrightnessWhereAlphaIsTheSameEverywhere) {
    QImage image(3, 1, QImage::Format_RGBA8888);
    image.setPixelColor(0, 0, QColor(0, 0, 0, 255));
    image.setPixelColor(1, 0, QColor(255, 255, 255, 255));
    image.setPixelColor(2, 0, QColor(255, 0, 0, 255));
    const Result<LoadedImage> mask = readMask(TemporaryFile(encoded(image, "png")).path());
    ASSERT_TRUE(mask);
    EXPECT_EQ(mask->pixels.pixels, (std::vector<std::uint8_t>{0, 255, 76})); // 0.299 * 255
}

TEST(Mask, RefusesOneThatMasksNothing) {
    QImage black(4, 4, QImage::Format_Grayscale8);
    black.fill(0);
    const Result<LoadedImage> mask = readMask(TemporaryFile(encoded(black, "png")).path());
    ASSERT_FALSE(mask);
    EXPECT_EQ(mask.error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace sfumato::service
