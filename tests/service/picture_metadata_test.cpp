// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/picture_metadata.h"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "app/service/image_file.h"
#include "app/service/metadata_strip.h"
#include "app/service/png_export.h"
#include "core/base/file_io.h"
#include "core/engine/request_json.h"
#include "tests/service/picture_files.h"

namespace sfumato::service {
namespace {

using namespace test;

constexpr const char *parameters = "a house, caf\xC3\xA9\n\nsecond paragraph\nNegative prompt: blurry\n"
                                   "Steps: 20, Sampler: Euler, Seed: 3, Size: 8x8";

Image gradient() {
    Image image(8, 8, 3);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(i);
    return image;
}

PictureMetadata read(const std::string &bytes) {
    Result<PictureMetadata> metadata = pictureMetadataOf(bytes, "test.png");
    EXPECT_TRUE(metadata) << (metadata ? "" : describe(metadata.error()));
    return metadata ? std::move(*metadata) : PictureMetadata{};
}

std::string exported(const std::string &text, bool composite = false) {
    GenerationRequest request;
    request.prompt = "a house";
    request.seed = 3;
    return encodePng(gradient(), {text, to_json(request, -1), "My model",
                                  composite ? SourceType::Composite : SourceType::Synthetic}).value();
}

std::string deflated(const std::string &text) {
    uLongf bytes = compressBound(text.size());
    std::string out(bytes, '\0');
    compress2(reinterpret_cast<Bytef *>(out.data()), &bytes, reinterpret_cast<const Bytef *>(text.data()), text.size(), 9);
    return out.substr(0, bytes);
}

std::string plainPng() {
    return encoded(sixColours(), "png");
}

TEST(PngExport, KeepsPixelsExactly) {
    EXPECT_EQ(decodeImage(exported(parameters), "x")->pixels, gradient());
}

TEST(PngExport, ReadsBackAllThatItWrote) {
    const PictureMetadata metadata = read(exported(parameters));
    ASSERT_TRUE(metadata.text("parameters"));
    EXPECT_EQ(*metadata.text("parameters"), parameters);
    EXPECT_EQ(metadata.program, "Sfumato");
    ASSERT_TRUE(metadata.request);
    EXPECT_EQ(metadata.request->seed, 3);
    EXPECT_EQ(metadata.provenance.source, SourceType::Synthetic);
    EXPECT_EQ(metadata.provenance.sourceUri, "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
    EXPECT_EQ(metadata.provenance.creatorTool, "Sfumato " SFUMATO_VERSION);
    EXPECT_EQ(metadata.provenance.model, "My model");
    EXPECT_EQ(metadata.width, 8);
    EXPECT_TRUE(metadata.notes.empty());
}

TEST(PngExport, WritesLatin1AsPlainTextAndTheRestAsUnicode) {
    EXPECT_NE(exported(parameters).find("tEXtparameters"), std::string::npos);
    const std::string japanese = "\xE6\x97\xA5\xE6\x9C\xAC\nSteps: 1, Sampler: Euler, Seed: 1";
    EXPECT_NE(exported(japanese).find("iTXtparameters"), std::string::npos);
    EXPECT_EQ(*read(exported(japanese)).text("parameters"), japanese);
}

TEST(PngExport, MarksCompositesAndPicturesWithoutTexts) {
    EXPECT_EQ(read(exported("", true)).provenance.source, SourceType::Composite);
    const PictureMetadata bare = read(encodePng(gradient(), {}).value());
    EXPECT_EQ(bare.provenance.source, SourceType::Synthetic);
    EXPECT_TRUE(bare.texts.empty());
    const std::string drawn = encodePng(gradient(), {{}, {}, {}, SourceType::Unsaid}).value();
    EXPECT_EQ(drawn.find("DigitalSourceType"), std::string::npos) << "a picture that no model made is marked as one";
}

class ExportFolder : public testing::Test {
protected:
    void SetUp() override {
        folder = std::filesystem::temp_directory_path() / ("sfumato-export-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder);
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::filesystem::path folder;
};

TEST_F(ExportFolder, RefusesToOverwriteUnlessTold) {
    const auto file = folder / "new" / "a.png";
    ASSERT_TRUE(exportPng(file, gradient(), {}, Overwrite::No));
    const std::string before = read_file(file).value();
    const Result<void> second = exportPng(file, Image(2, 2, 3), {}, Overwrite::No);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_EQ(read_file(file).value(), before);
    EXPECT_TRUE(exportPng(file, Image(2, 2, 3), {}, Overwrite::Yes));
    EXPECT_NE(read_file(file).value(), before);
}

TEST_F(ExportFolder, LeavesNothingBehindWhereItCannotWrite) {
    std::ofstream(folder / "file") << "x";
    EXPECT_FALSE(exportPng(folder / "file" / "a.png", gradient(), {}, Overwrite::No));
    EXPECT_FALSE(exportPng("/dev/full/a.png", gradient(), {}, Overwrite::No));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST(PictureMetadata, ReadsCompressedTexts) {
    const std::string png = withChunk(plainPng(), "zTXt", pngText("parameters", std::string(1, '\0') + deflated(parameters)));
    EXPECT_EQ(*read(png).text("parameters"), parameters);
    const std::string itxt = std::string("parameters\0\1\0\0\0", 15) + deflated(parameters);
    EXPECT_EQ(*read(withChunk(plainPng(), "iTXt", itxt)).text("parameters"), parameters);
}

TEST(PictureMetadata, LeavesOutTextsThatInflateTooFar) {
    const std::string bomb = pngText("parameters", std::string(1, '\0') + deflated(std::string(40'000'000, 'a')));
    const PictureMetadata metadata = read(withChunk(plainPng(), "zTXt", bomb));
    EXPECT_FALSE(metadata.text("parameters"));
    EXPECT_EQ(metadata.notes.size(), 1U);
}

TEST(PictureMetadata, ReadsAFewOfTenThousandTextsAndSaysSo) {
    std::string png = plainPng();
    std::string many = png.substr(0, 33);
    for (int i = 0; i < 10'000; ++i)
        appendPngChunk(many, "tEXt", pngText(fmt::format("k{}", i), "v"));
    const PictureMetadata metadata = read(many + png.substr(33));
    EXPECT_EQ(metadata.texts.size(), 64U);
    EXPECT_EQ(metadata.notes.size(), 1U);
}

TEST(PictureMetadata, ReplacesInvalidUtf8AndSaysSo) {
    const PictureMetadata metadata = read(withChunk(plainPng(), "iTXt", pngUnicodeText("parameters", "a\xff\xfe")));
    EXPECT_EQ(metadata.notes.size(), 1U);
    EXPECT_EQ(*metadata.text("parameters"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(PictureMetadata, ReadsLatin1AndUtf8InPlainTexts) {
    EXPECT_EQ(*read(withChunk(plainPng(), "tEXt", pngText("Title", "caf\xe9"))).text("Title"), "caf\xC3\xA9");
    EXPECT_EQ(*read(withChunk(plainPng(), "tEXt", pngText("Title", "caf\xC3\xA9"))).text("Title"), "caf\xC3\xA9");
}

TEST(PictureMetadata, ReadsTheUserCommentOfJpegInEveryCoding) {
    const std::string jpeg = encoded(sixColours(), "jpg");
    const std::string text = "ab\nSteps: 1, Sampler: Euler, Seed: 1";
    std::string big, little;
    for (const char c : text) {
        big += std::string(1, '\0') + c;
        little += std::string(1, c) + '\0';
    }
    for (const std::string &value : {std::string("UNICODE\0", 8) + big, std::string("UNICODE\0", 8) + little,
                                     std::string("ASCII\0\0\0", 8) + text, std::string(8, '\0') + text}) {
        const PictureMetadata metadata = read(withApp1(jpeg, exifComment(value)));
        ASSERT_TRUE(metadata.infotext);
        EXPECT_EQ(metadata.infotext->prompt, "ab");
        EXPECT_EQ(metadata.infotext->find("Seed"), "1");
    }
}

TEST(PictureMetadata, NamesTheProgramByItsTexts) {
    const auto program = [](const char *keyword, const std::string &text) {
        return read(withChunk(plainPng(), "tEXt", pngText(keyword, text))).program;
    };
    EXPECT_EQ(program("prompt", "{\"1\":{}}"), "ComfyUI");
    EXPECT_EQ(program("invokeai_metadata", "{}"), "InvokeAI");
    EXPECT_EQ(program("parameters", "{\"sui_image_params\":{}}"), "SwarmUI");
    EXPECT_EQ(program("parameters", parameters), "A1111 or a relative");
    EXPECT_EQ(program("Title", "x"), "");
}

TEST(PictureMetadata, DoesNotExpandEntitiesOrBelieveForgedNamespaces) {
    const std::string bomb =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
        "\"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]>"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">&d;&d;&d;&d;</x:xmpmeta>";
    EXPECT_EQ(readXmp(bomb).source, SourceType::Unsaid);
    EXPECT_EQ(readXmp("<a xmlns:q=\"http://example.com/\" q:DigitalSourceType=\"x/trainedAlgorithmicMedia\"/>").source,
              SourceType::Unsaid);
}

TEST(PictureMetadata, ReadsXmpWrittenAsElementsOrResources) {
    const std::string uri = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";
    const std::string open = "<r xmlns:e=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">";
    EXPECT_EQ(readXmp(open + "<e:DigitalSourceType>" + uri + "</e:DigitalSourceType></r>").source, SourceType::Composite);
    EXPECT_EQ(readXmp(open + "<e:DigitalSourceType rdf:resource=\"" + uri + "\"/></r>").source, SourceType::Composite);
}

TEST(PictureMetadata, SurvivesDamagedExif) {
    const std::string jpeg = encoded(sixColours(), "jpg");
    const std::string exif = exifComment(std::string("ASCII\0\0\0hello", 13));
    for (std::size_t i = 6; i < exif.size(); ++i)
        for (const char value : {'\0', '\x7f', '\xff'}) {
            std::string damaged = exif;
            damaged[i] = value;
            EXPECT_TRUE(pictureMetadataOf(withApp1(jpeg, damaged), "x"));
            EXPECT_TRUE(pictureMetadataOf(withApp1(jpeg, exif.substr(0, i)), "x"));
        }
}

TEST(MetadataStrip, KeepsPixelsAndTheMarkAlone) {
    const std::string bare = withoutMetadata(exported(parameters, true), "x").value();
    EXPECT_EQ(decodeImage(bare, "x")->pixels, gradient());
    const PictureMetadata metadata = read(bare);
    EXPECT_TRUE(metadata.texts.empty());
    EXPECT_EQ(metadata.provenance.source, SourceType::Composite);
    EXPECT_TRUE(metadata.provenance.model.empty());
    EXPECT_EQ(bare.find("a house"), std::string::npos);
}

TEST(MetadataStrip, MarksNothingThatWasNotMarked) {
    const std::string bare = withoutMetadata(withChunk(plainPng(), "tEXt", pngText("Author", "me")), "x").value();
    EXPECT_EQ(read(bare).provenance.source, SourceType::Unsaid);
    EXPECT_EQ(bare.find("Author"), std::string::npos);
}

TEST(MetadataStrip, KeepsJpegPixelsAndOrientation) {
    const std::string jpeg = encoded(sixColours(), "jpg");
    const std::string comment = exifComment(std::string("ASCII\0\0\0secret", 14));
    const std::string bare = withoutMetadata(withApp1(jpeg, comment) + "trailing secret", "x").value();
    EXPECT_EQ(bare.find("secret"), std::string::npos);
    EXPECT_EQ(decodeImage(bare, "x")->pixels, decodeImage(jpeg, "x")->pixels);
    const std::string turned = withApp1(jpeg, std::string("Exif\0\0", 6) + exifWithOrientation(6));
    EXPECT_EQ(decodeImage(withoutMetadata(turned, "x").value(), "x")->pixels, decodeImage(turned, "x")->pixels);
}

} // namespace
} // namespace sfumato::service
