// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/api/training_io.h"
#include "core/api/training_settings.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato {
namespace {

using test::TemporaryFolder;
using nlohmann::json;

/// Applies settings of a file called recipe.json to a model training.
Result<void> apply(const json &settings, TrainingRequest request = training_defaults(TrainingKind::Model)) {
    return apply_training_settings(request, settings, "recipe.json");
}

void expect_refusal(const json &settings, ErrorCode code, const std::string &phrase) {
    const auto applied = apply(settings);
    ASSERT_FALSE(applied) << settings.dump();
    EXPECT_EQ(applied.error().code, code) << settings.dump();
    EXPECT_EQ(applied.error().subject, "recipe.json");
    EXPECT_NE(describe(applied.error()).find(phrase), std::string::npos) << describe(applied.error());
}

TEST(TrainingSettings, NameTheFileTheKeyAndTheRule) {
    expect_refusal({{"batch", 0}}, ErrorCode::InvalidArgument, "\"batch\" is a whole number from 1 to 65536");
    expect_refusal({{"batch", 2.5}}, ErrorCode::InvalidArgument, "whole number");
    expect_refusal({{"batch", "ten"}}, ErrorCode::InvalidArgument, "whole number");
    expect_refusal({{"batch", json::array({1})}}, ErrorCode::InvalidArgument, "whole number");
    expect_refusal({{"schedule", "cosin"}}, ErrorCode::InvalidArgument, "cosine-restarts");
    expect_refusal({{"unet_channels", json::array()}}, ErrorCode::InvalidArgument, "list of one to six");
    expect_refusal({{"unet_channels", {64, "x"}}}, ErrorCode::InvalidArgument, "list of one to six");
    expect_refusal({{"lr", 2}}, ErrorCode::InvalidArgument, "from 0 to 1");
    expect_refusal({{"bacth", 3}}, ErrorCode::InvalidArgument, "did you mean \"batch\"");
    expect_refusal({{"crop", 64}}, ErrorCode::InvalidArgument, "no setting of a model training");
    expect_refusal({{"kind", "vae"}}, ErrorCode::InvalidArgument, "is not model");
    expect_refusal({{"steps", 5}, {"minutes", 5}}, ErrorCode::InvalidArgument, "one length");
    expect_refusal(json::array(), ErrorCode::CorruptFile, "not a JSON object");
}

TEST(TrainingSettings, OfTheCommandLineNameTheOption) {
    TrainingRequest request = training_defaults(TrainingKind::Vae);
    const auto applied = apply_training_settings(request, {{"save_minutes", -1}}, {});
    ASSERT_FALSE(applied);
    EXPECT_EQ(applied.error().subject, "--save-minutes");
    const auto made = training_request(TrainingKind::Vae, {}, {}, {{"vae_channels", "16,32,"}});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().subject, "--vae-channels");
}

TEST(TrainingSettings, OneLengthReplacesTheOther) {
    TrainingRequest request = training_defaults(TrainingKind::Model);
    ASSERT_TRUE(apply_training_settings(request, {{"minutes", 5}}, {}));
    ASSERT_TRUE(apply_training_settings(request, {{"steps", 100}}, {}));
    EXPECT_EQ(request.steps, 100);
    EXPECT_FALSE(request.minutes);
}

TEST(TrainingSettings, BetweenSettingsAreChecked) {
    TrainingRequest request = training_defaults(TrainingKind::Model);
    request.out = request.vae = request.tokenizer = "somewhere";
    EXPECT_TRUE(validate(request));
    const auto broken = [&](auto change) {
        TrainingRequest other = request;
        change(other);
        const auto checked = validate(other);
        return checked ? std::string() : checked.error().subject;
    };
    EXPECT_EQ(broken([](auto &r) { r.out.clear(); }), "--out");
    EXPECT_EQ(broken([](auto &r) { r.vae.clear(); }), "--vae");
    EXPECT_EQ(broken([](auto &r) { r.unet_channels = {40}; }), "unet_channels");
    EXPECT_EQ(broken([](auto &r) { r.text_width = 33; }), "text_width");
    EXPECT_EQ(broken([](auto &r) { r.coarse_pixels = 512; }), "pixels");
    EXPECT_EQ(broken([](auto &r) { r.pixels = 200; }), "pixels");
}

TEST(TrainingSettings, SurviveTheFileTheyAreKeptIn) {
    for (const auto kind : {TrainingKind::Vae, TrainingKind::Decoder, TrainingKind::Model, TrainingKind::Bpe, TrainingKind::Reader}) {
        TrainingRequest request = training_defaults(kind);
        request.out = "here";
        request.seed = 12;
        if (kind != TrainingKind::Bpe)
            request.steps = 7;
        TrainingRequest read = training_defaults(kind);
        ASSERT_TRUE(apply_training_settings(read, to_json(request), "run.json"));
        EXPECT_EQ(read, request) << name_of(kind);
        const auto named = training_kind(name_of(kind));
        ASSERT_TRUE(named);
        EXPECT_EQ(*named, kind);
    }
}

TEST(TrainingRequests, AreMadeFromDefaultsFileAndOptionsInThisOrder) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "recipe.json";
    std::ofstream(file) << R"({"batch": 7, "lr": 0.01, "unet_channels": [32, 64]})";
    const auto request = training_request(TrainingKind::Model, {}, file.string(), {{"lr", "0.5"}, {"out", "run"}});
    ASSERT_TRUE(request) << describe(request.error());
    EXPECT_EQ(request->batch, 7);
    EXPECT_EQ(request->lr, 0.5);
    EXPECT_EQ(request->unet_channels, (std::vector{32, 64}));
    EXPECT_EQ(request->out, "run");
    EXPECT_EQ(request->coarse_batch, training_defaults(TrainingKind::Model).coarse_batch);
}

TEST(TrainingRequests, RefuseFilesThatAreNone) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "recipe.json";
    EXPECT_EQ(training_request(TrainingKind::Model, {}, file.string(), {}).error().code, ErrorCode::NotFound);
    std::ofstream(file) << "{\"batch\": ";
    EXPECT_EQ(training_request(TrainingKind::Model, {}, file.string(), {}).error().code, ErrorCode::CorruptFile);
    EXPECT_EQ(training_request(TrainingKind::Model, folder.path().string(), {}, {}).error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sfumato
