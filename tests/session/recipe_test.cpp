// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/recipe.h"

#include <QTemporaryDir>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "app/service/picture_record.h"
#include "app/service/source_pictures.h"
#include "core/base/file_io.h"
#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

struct Place {
    QTemporaryDir folder;
    std::filesystem::path root = folder.path().toStdString();
    RecipeMeans means;

    Place() {
        means.catalog.samplers = {{"euler", "Euler", {"k_euler"}, {}, "karras", ""}, {"dpmpp_2m", "DPM++ 2M", {}, {}, "karras", ""}};
        means.catalog.schedules = {{"karras", "Karras", {}, {}, {}, ""}};
        means.models = {root / "models"};
        means.sources = root / "sources";
    }

    std::filesystem::path picture(const PictureRecord &record) const {
        const std::filesystem::path file = root / "picture.png";
        const auto written = exportPng(file, Image(16, 16, 3, 80), record, Overwrite::Yes);
        EXPECT_TRUE(written) << describe(written.error());
        return file;
    }
    std::filesystem::path pictureOf(const GenerationRequest &request) const {
        PictureRecord record;
        record.request = to_json(request, -1, PathStyle::NameOnly);
        return picture(record);
    }
    std::filesystem::path pictureSaying(const std::string &infotext) const {
        PictureRecord record;
        record.parameters = infotext;
        return picture(record);
    }
};

bool mentions(const Recipe &recipe, const std::string &words) {
    return fmt::format("{}", fmt::join(recipe.notes, "\n")).find(words) != std::string::npos;
}

TEST(Recipe, OfOursComesBackWhole) {
    Place place;
    GenerationRequest request;
    request.prompt = "a red house";
    request.seed = 7;
    request.steps = 9;
    request.sampler = "dpmpp_2m";
    request.init = SourceImage{{}, std::make_shared<const Image>(16, 16, 3, std::uint8_t{9})};
    request.inpaint.emplace().mask = {{}, std::make_shared<const Image>(16, 16, 1, std::uint8_t{255})};
    ASSERT_TRUE(SourcePictures(place.means.sources).storeAll(request));
    const auto recipe = readRecipe(place.pictureOf(request), place.means);
    ASSERT_TRUE(recipe) << describe(recipe.error());
    EXPECT_FALSE(recipe->foreign);
    EXPECT_TRUE(recipe->notes.empty());
    EXPECT_EQ(to_json(recipe->request), to_json(request));
}

TEST(Recipe, SaysWhichFilesAreNotThere) {
    Place place;
    GenerationRequest request;
    request.model = "/home/other/dream.safetensors";
    request.init = SourceImage{"/etc/passwd", nullptr};
    request.inpaint.emplace().mask.path = "mask.png";
    request.device = "cuda:3";
    request.threads = 64;
    const auto recipe = readRecipe(place.pictureOf(request), place.means);
    ASSERT_TRUE(recipe) << describe(recipe.error());
    EXPECT_EQ(recipe->request.model, "builtin");
    EXPECT_FALSE(recipe->request.init);
    EXPECT_FALSE(recipe->request.inpaint);
    EXPECT_EQ(recipe->request.device, "auto");
    EXPECT_EQ(recipe->request.threads, 0);
    EXPECT_TRUE(mentions(*recipe, "dream"));
    EXPECT_TRUE(mentions(*recipe, "another picture"));
}

TEST(Recipe, FindsAModelByItsName) {
    Place place;
    std::filesystem::create_directories(place.root / "models");
    ASSERT_TRUE(write_file(place.root / "models/dream.safetensors", "x"));
    GenerationRequest request;
    request.model = "/home/other/dream.safetensors";
    const auto ours = readRecipe(place.pictureOf(request), place.means);
    ASSERT_TRUE(ours);
    EXPECT_EQ(ours->request.model, (place.root / "models/dream.safetensors").string());
    const auto theirs = readRecipe(place.pictureSaying("a cat\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 512x512, Model: dream"), place.means);
    ASSERT_TRUE(theirs);
    EXPECT_EQ(theirs->request.model, (place.root / "models/dream.safetensors").string());
}

TEST(Recipe, OfA1111IsTakenOverWithNotes) {
    Place place;
    const auto recipe = readRecipe(place.pictureSaying("a cat <lora:ink:1>\nNegative prompt: blurry\nSteps: 20, Sampler: Nobody 3000, CFG scale: 6.5, Seed: 42, Size: 512x768, "
                                                       "Model: other, Denoising strength: 0.5, ControlNet 0: \"a, b\", Version: v1.10.0"),
                                   place.means);
    ASSERT_TRUE(recipe) << describe(recipe.error());
    EXPECT_TRUE(recipe->foreign);
    EXPECT_EQ(recipe->request.prompt, "a cat <lora:ink:1>");
    EXPECT_EQ(recipe->request.negative, "blurry");
    EXPECT_EQ(recipe->request.seed, 42);
    EXPECT_EQ(recipe->request.height, 768);
    EXPECT_EQ(recipe->request.sampler, "");
    EXPECT_TRUE(mentions(*recipe, "Nobody 3000"));
    EXPECT_TRUE(mentions(*recipe, "other"));
    EXPECT_TRUE(mentions(*recipe, "ControlNet 0"));
    EXPECT_TRUE(mentions(*recipe, "another picture"));
    EXPECT_TRUE(check_ranges(recipe->request));
}

TEST(Recipe, IsMissedPolitely) {
    Place place;
    const auto plain = readRecipe(place.picture({}), place.means);
    ASSERT_FALSE(plain);
    EXPECT_EQ(plain.error().code, ErrorCode::NotFound);
    PictureRecord later;
    later.request = R"({"version":99})";
    const auto unreadable = readRecipe(place.picture(later), place.means);
    ASSERT_FALSE(unreadable);
    EXPECT_NE(unreadable.error().reason.find("cannot be read"), std::string::npos);
    EXPECT_FALSE(readRecipe(place.root / "nothing.png", place.means));
}

TEST(Recipe, ComesFromTextToo) {
    Place place;
    GenerationRequest request;
    request.prompt = "a house";
    const auto ours = recipeFromText("\n" + to_json(request), place.means);
    ASSERT_TRUE(ours);
    EXPECT_EQ(ours->request.prompt, "a house");
    const auto theirs = recipeFromText("a cat\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 512x512", place.means);
    ASSERT_TRUE(theirs);
    EXPECT_EQ(theirs->request.sampler, "Euler");
    EXPECT_FALSE(recipeFromText("just some words", place.means));
    EXPECT_FALSE(recipeFromText("", place.means));
    EXPECT_FALSE(recipeFromText("{\"prompt\":", place.means));
}

} // namespace
} // namespace sfumato::service
