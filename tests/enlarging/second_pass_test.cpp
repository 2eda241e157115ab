// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/second_pass.h"

#include "core/engine/request_json.h"
#include "tests/enlarging/tiny_run.h"

namespace sfumato {
namespace {

using testing::golden_tensors;
using testing::tiny_request;

TEST(Resampled, IsTheReferencesInterpolationInEveryMode) {
    const auto reference = read_tensors(std::filesystem::path(SFUMATO_TEST_DATA) / "upscale/latents.safetensors").value();
    for (int mode = 0; mode < static_cast<int>(HiresMode::Pixel); ++mode)
        for (const auto &[h, w] : {std::pair{14, 12}, {18, 14}}) {
            const std::string name(name_of(static_cast<HiresMode>(mode)));
            const auto ours = pipeline::resampled(reference.at("latents"), static_cast<HiresMode>(mode), h, w);
            EXPECT_LT(testing::relative_error(ours, reference.at(name + "." + std::to_string(h) + "x" + std::to_string(w))), 1e-6) << name;
        }
}

TEST(SecondPass, HasWholePixelsThenWholeCellsAsTheWebUi) {
    auto request = tiny_request();
    request.width = 512;
    request.height = 768;
    request.hires = Hires{1.55, 0.4, {}, HiresMode::Latent, {}, {}, "bad"};
    const auto second = pipeline::second_pass_of(request, 8);
    EXPECT_EQ(second.width, 792); // int(793.6), then 99 cells
    EXPECT_EQ(second.height, 1184); // int(1190.4), then 148 cells
    EXPECT_EQ(second.steps, 3);
    EXPECT_EQ(second.strength, 0.4);
    EXPECT_EQ(second.prompt, "a cat");
    EXPECT_EQ(second.negative, "bad");
}

class HiresRun : public testing::TinyRun {
protected:
    static GenerationRequest hires(HiresMode mode = HiresMode::Latent) {
        auto request = tiny_request();
        request.hires = Hires{1.5, 0.6, 2, mode, {}, {}, {}};
        return request;
    }
};

TEST_F(HiresRun, BeginsWithTheRunWithoutItAndEndsAtTheLargerSize) {
    const auto plain = succeeds(tiny_request());
    for (int mode = 0; mode <= static_cast<int>(HiresMode::Pixel); ++mode) {
        const auto run = succeeds(hires(static_cast<HiresMode>(mode)));
        EXPECT_TRUE(run.tensors.at("first_latents").equal(plain.tensors.at("latents")));
        EXPECT_EQ(run.tensors.at("latents").sizes(), (at::IntArrayRef{1, 4, 12, 12}));
        ASSERT_EQ(run.pictures.size(), 1u);
        EXPECT_EQ(run.pictures[0].width, 96);
    }
}

TEST_F(HiresRun, IsTheSameEveryTimeAndInAnyBatch) {
    auto request = hires();
    request.sampler = "euler_a";
    request.count = 2;
    const auto alone = succeeds(request), again = succeeds(request);
    EXPECT_EQ(alone.pictures, again.pictures);
    request.batch = 2;
    EXPECT_EQ(succeeds(request).pictures, alone.pictures);
}

TEST_F(HiresRun, CountsTheStepsOfBothPasses) {
    const auto run = succeeds(hires());
    std::vector<int> steps;
    for (const StepEvent &event : run.events)
        if (event.phase == Phase::Sampling) {
            steps.push_back(event.step);
            EXPECT_EQ(event.total, 5);
        }
    EXPECT_EQ(steps, (std::vector<int>{1, 2, 3, 4, 5}));
    ASSERT_EQ(run.previews.size(), 5u);
    EXPECT_EQ(run.previews[4].step, 5);
    EXPECT_GT(run.previews[4].picture.width, run.previews[0].picture.width);
}

TEST_F(HiresRun, ChangesThePromptWhereTheSecondPassBegins) {
    auto edited = hires();
    edited.prompt = "a [cat:dog:1.0]";
    auto told = hires();
    told.hires->prompt = "a dog";
    EXPECT_TRUE(succeeds(edited).tensors.at("latents").equal(succeeds(told).tensors.at("latents")));
    // Steps of the second pass are counted on from the first's.
    edited.prompt = "a [cat:dog:4]";
    told.hires->prompt = "a [cat:dog:1.5]";
    EXPECT_TRUE(succeeds(edited).tensors.at("latents").equal(succeeds(told).tensors.at("latents")));
    EXPECT_TRUE(succeeds(edited).result->warnings.empty()) << succeeds(edited).result->warnings.front();
}

TEST_F(HiresRun, EnlargesByANetworkBetweenThePassesAndBehindThem) {
    const std::string network = std::string(SFUMATO_TEST_DATA) + "/upscale/compact_4x.pth";
    auto request = hires(HiresMode::Pixel);
    const auto resampled = succeeds(request).tensors.at("latents");
    request.hires->upscaler = network;
    EXPECT_FALSE(succeeds(request).tensors.at("latents").equal(resampled));
    auto finished = tiny_request();
    finished.upscaler = network;
    EXPECT_EQ(succeeds(finished).pictures.at(0).width, 256);
    finished.upscale = 1.5;
    const auto run = succeeds(finished);
    EXPECT_EQ(run.pictures.at(0).width, 96);
    EXPECT_EQ(run.events.back().phase, Phase::Enlarging);
}

TEST_F(HiresRun, OfNoStrengthIsTheEnlargedFirstPass) {
    auto request = hires();
    request.hires->strength = 0.0;
    const auto run = succeeds(request);
    EXPECT_TRUE(run.tensors.at("latents").equal(pipeline::resampled(run.tensors.at("first_latents"), HiresMode::Latent, 12, 12)));
}

} // namespace
} // namespace sfumato
