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
        means.controls = root / "controls";
    }
    /// A file of the library, in some folder that the user added.
    std::string add(modelio::ModelKind kind, const char *name, const char *sha256 = "") {
        auto entry = std::make_shared<ModelEntry>();
        entry->path = QStringLiteral("/drive/%1/%2.safetensors").arg(static_cast<int>(kind)).arg(QLatin1String(name));
        entry->name = QLatin1String(name);
        entry->kind = kind;
        entry->sha256 = QLatin1String(sha256);
        means.library.emplace(entry->path, entry);
        return entry->path.toStdString();
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
    EXPECT_EQ(recipe->request.model, "");
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

TEST(Recipe, FindsFilesOfEveryKindInTheLibrary) {
    using modelio::ModelKind;
    Place place;
    GenerationRequest request;
    request.model = "/elsewhere/dream.safetensors";
    request.adapters = {{"/elsewhere/ink.safetensors", 0.5, {}}, {"/elsewhere/lost.safetensors", 1.0, {}}};
    request.vae = "/elsewhere/soft.safetensors";
    request.hypernetworks = {{"/elsewhere/net.safetensors", 0.5}};
    request.controls = {{"/elsewhere/canny.safetensors", {"/elsewhere/pose.png", nullptr}, "canny"}};
    request.image_prompts = {{"/elsewhere/ip.safetensors", {"/elsewhere/gone.png", nullptr}}};
    request.refiner.model = "/elsewhere/refiner.safetensors";
    request.adapter_folder = "/elsewhere";
    place.add(ModelKind::Vae, "dream"); // of the same name, but no model
    const std::string model = place.add(ModelKind::Model, "dream"), ink = place.add(ModelKind::Lora, "ink"), vae = place.add(ModelKind::Vae, "soft"),
                      net = place.add(ModelKind::Hypernetwork, "net"), canny = place.add(ModelKind::ControlNet, "canny"),
                      ip = place.add(ModelKind::IpAdapter, "ip"), refiner = place.add(ModelKind::Model, "refiner");
    std::filesystem::create_directories(place.means.controls);
    ASSERT_TRUE(write_file(place.means.controls / "pose.png", "x"));
    const auto recipe = readRecipe(place.pictureOf(request), place.means);
    ASSERT_TRUE(recipe) << describe(recipe.error());
    const GenerationRequest &found = recipe->request;
    EXPECT_EQ(found.model, model);
    ASSERT_EQ(found.adapters.size(), 1u);
    EXPECT_EQ(found.adapters[0].file, ink);
    EXPECT_EQ(found.vae, vae);
    EXPECT_EQ(found.hypernetworks.at(0).file, net);
    EXPECT_EQ(found.controls.at(0).file, canny);
    EXPECT_EQ(found.controls.at(0).image.path, (place.means.controls / "pose.png").string());
    EXPECT_EQ(found.image_prompts.at(0).file, ip);
    EXPECT_EQ(found.image_prompts.at(0).image.path, "");
    EXPECT_EQ(found.refiner.model, refiner);
    EXPECT_EQ(found.adapter_folder, "");
    EXPECT_TRUE(mentions(*recipe, "LoRA \"lost\" was not found"));
    EXPECT_TRUE(mentions(*recipe, "picture for \"ip\" is not there"));
    EXPECT_TRUE(mentions(*recipe, "folder of the model library"));
    EXPECT_FALSE(mentions(*recipe, "\"ink\""));
}

TEST(Recipe, OfTheWebUiFindsFilesByHashWhateverTheyAreCalledHere) {
    using modelio::ModelKind;
    Place place;
    const std::string model = place.add(ModelKind::Model, "my dream", "0123456789abcdef"), refiner = place.add(ModelKind::Model, "fine"),
                      sharp = place.add(ModelKind::Upscaler, "4x sharp");
    place.add(ModelKind::Model, "dream"); // another one by that name, of which no hash is known
    place.add(ModelKind::Lora, "ink lines", "feedfacefeedface");
    const auto recipe = readRecipe(place.pictureSaying("a cat <lora:ink:0.5> and <lora:lost:1:2>\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 512x512, "
                                                       "Model hash: 0123456789, Model: dream, Refiner: fine [abcdef0123], Refiner switch at: 0.6, "
                                                       "Denoising strength: 0.4, Hires upscale: 2, Hires upscaler: 4x sharp, "
                                                       "Lora hashes: \"ink: feedfacefe, lost: 0000000000\", TI hashes: \"bad: 1111111111\""),
                                   place.means);
    ASSERT_TRUE(recipe) << describe(recipe.error());
    EXPECT_EQ(recipe->request.model, model);
    EXPECT_EQ(recipe->request.refiner.model, refiner);
    EXPECT_EQ(recipe->request.refiner.switch_at, 0.6);
    ASSERT_TRUE(recipe->request.hires);
    EXPECT_EQ(recipe->request.hires->upscaler, sharp);
    EXPECT_EQ(recipe->request.prompt, "a cat <lora:ink lines:0.5> and <lora:lost:1:2>");
    EXPECT_TRUE(mentions(*recipe, "\"ink\" is called \"ink lines\" here"));
    EXPECT_TRUE(mentions(*recipe, "LoRA \"lost\" was not found"));
    EXPECT_TRUE(mentions(*recipe, "embedding \"bad\" was not found"));
    EXPECT_FALSE(mentions(*recipe, "Hires upscaler"));
    EXPECT_FALSE(mentions(*recipe, "Not used"));
}

TEST(Recipe, OfTheHistoryKeepsPathsThatAreStillThere) {
    Place place;
    const std::filesystem::path here = place.root / "ink.safetensors";
    ASSERT_TRUE(write_file(here, "x"));
    GenerationRequest request;
    request.adapters = {{here.string(), 0.5, {}}};
    EXPECT_EQ(recipeOf(request, place.means).request.adapters.at(0).file, here.string());
    EXPECT_TRUE(readRecipe(place.pictureOf(request), place.means)->request.adapters.empty()) << "a picture's folders are not followed";
    std::filesystem::remove(here);
    const std::string moved = place.add(modelio::ModelKind::Lora, "ink");
    EXPECT_EQ(recipeOf(request, place.means).request.adapters.at(0).file, moved);
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
