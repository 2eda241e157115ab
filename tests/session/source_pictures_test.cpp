// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/source_pictures.h"

#include <chrono>
#include <random>

#include <QDir>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace sfumato::service {
namespace {

Image noise(int width, int height, int channels, unsigned seed) {
    std::mt19937 random(seed);
    Image image(width, height, channels);
    for (auto &value : image.pixels)
        value = static_cast<std::uint8_t>(random());
    return image;
}

struct Sources {
    QTemporaryDir folder;
    SourcePictures pictures{folder.path().toStdString()};

    int files() const { return static_cast<int>(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size()); }
};

GenerationRequest inpainting(Image init, Image mask) {
    GenerationRequest request;
    request.init = SourceImage{{}, std::make_shared<const Image>(std::move(init))};
    request.inpaint.emplace().mask = {{}, std::make_shared<const Image>(std::move(mask))};
    return request;
}

TEST(SourcePictures, ComeBackBitIdentical) {
    Sources sources;
    const Image init = noise(37, 53, 3, 1), mask = noise(37, 53, 1, 2);
    GenerationRequest request = inpainting(init, mask);
    ASSERT_TRUE(sources.pictures.storeAll(request));
    EXPECT_EQ(request.init->pixels, nullptr);
    const auto loaded = loadSources(request);
    ASSERT_TRUE(loaded) << describe(loaded.error());
    EXPECT_EQ(*request.init->pixels, init);
    EXPECT_EQ(*request.inpaint->mask.pixels, mask);
}

TEST(SourcePictures, ShareAFileWhereThePixelsAreTheSame) {
    Sources sources;
    GenerationRequest a = inpainting(noise(16, 16, 3, 1), noise(16, 16, 1, 2));
    GenerationRequest b = inpainting(noise(16, 16, 3, 1), noise(16, 16, 1, 3));
    ASSERT_TRUE(sources.pictures.storeAll(a));
    ASSERT_TRUE(sources.pictures.storeAll(b));
    EXPECT_EQ(a.init->path, b.init->path);
    EXPECT_EQ(sources.files(), 3);
}

TEST(SourcePictures, AreRemovedWhereUnusedAndOld) {
    Sources sources;
    GenerationRequest request = inpainting(noise(16, 16, 3, 1), noise(16, 16, 1, 2));
    ASSERT_TRUE(sources.pictures.storeAll(request));
    const auto now = std::filesystem::file_time_type::clock::now();
    const std::set<std::string> used{std::filesystem::path(request.init->path).filename().string()};
    sources.pictures.removeUnused(used, now - std::chrono::hours(1));
    EXPECT_EQ(sources.files(), 2);
    sources.pictures.removeUnused(used, now + std::chrono::hours(1));
    EXPECT_EQ(sources.files(), 1);
    EXPECT_TRUE(std::filesystem::exists(request.init->path));
}

TEST(SourcePictures, OfControlsAndImagePromptsAreNamedToo) {
    Sources sources;
    GenerationRequest request = inpainting(noise(16, 16, 3, 1), noise(16, 16, 1, 2));
    request.controls.emplace_back().image = {{}, std::make_shared<const Image>(noise(16, 16, 3, 3))};
    request.image_prompts.emplace_back().image = {{}, std::make_shared<const Image>(noise(16, 16, 3, 4))};
    ASSERT_TRUE(sources.pictures.storeAll(request));
    ASSERT_EQ(sources.files(), 4);
    sources.pictures.removeUnused(sourceNamesOf(request), std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    EXPECT_EQ(sources.files(), 4);
}

TEST(SourcePictures, NeedNoFileForAMaskOfOutpaintingAlone) {
    Sources sources;
    GenerationRequest request = inpainting(noise(16, 16, 3, 1), Image(16, 16, 1, 0));
    request.outpaint.left = 8;
    ASSERT_TRUE(sources.pictures.storeAll(request));
    ASSERT_TRUE(loadSources(request));
    EXPECT_EQ(*request.inpaint->mask.pixels, Image(16, 16, 1, 0));
}

TEST(SourcePictures, RefuseAMaskOfAnotherSize) {
    Sources sources;
    GenerationRequest request = inpainting(noise(16, 16, 3, 1), noise(8, 8, 1, 2));
    ASSERT_TRUE(sources.pictures.storeAll(request));
    const auto loaded = loadSources(request);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::InvalidArgument);
}

TEST(SourcePictures, NameTheFileThatIsGone) {
    GenerationRequest request;
    request.init = SourceImage{"/nowhere/init.png", nullptr};
    const auto loaded = loadSources(request);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::NotFound);
    EXPECT_EQ(loaded.error().subject, "/nowhere/init.png");
}

} // namespace
} // namespace sfumato::service
