// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/memory.h"

#include <cstdlib>

#include "core/vae/tiled_vae.h"
#include "tests/enlarging/tiny_run.h"
#include "tests/support/watched_memory.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::tiny_request;
using testing::WatchedMemory;

class ShortOfMemory : public testing::TinyRun {
protected:
    void SetUp() override {
        WatchedMemory::instance();
        ::setenv("TMPDIR", folder_.path().c_str(), 1); // where latents are kept
    }
    void TearDown() override {
        WatchedMemory::instance().fail_at(0, WatchedMemory::How::Once);
        ::unsetenv("TMPDIR");
    }

    testing::Outcome failing(int nth, WatchedMemory::How how, const GenerationRequest &request = tiny_request()) {
        WatchedMemory::instance().fail_at(nth, how);
        auto outcome = run(request);
        asked_ = WatchedMemory::instance().asked();
        failures_ = WatchedMemory::instance().failures();
        WatchedMemory::instance().fail_at(0, how);
        return outcome;
    }
    int failures_ = 0, asked_ = 0;
};

TEST_F(ShortOfMemory, ForAMomentEndsNoProgramAndTheNextJobIsAsEver) {
    keep_tensors_ = false;
    const auto usual = succeeds(tiny_request()).pictures;
    int survived = 0;
    // Every allocation of a run once would take minutes: the first ones, and then ever larger strides.
    for (int nth = 1; ; nth += std::max(1, nth / 4)) {
        const auto outcome = failing(nth, WatchedMemory::How::Once);
        if (failures_ == 0)
            break; // the run needs fewer
        ASSERT_TRUE(outcome.result) << nth << ": " << describe(outcome.result.error());
        ASSERT_EQ(outcome.pictures, usual) << nth;
        ASSERT_EQ(succeeds(tiny_request()).pictures, usual) << nth;
        ++survived;
    }
    EXPECT_GT(survived, 20) << "prompts, sampling and decoding are all attempted again";
}

TEST_F(ShortOfMemory, RepeatsTheStepAndNotWhatWasDoneBefore) {
    auto request = tiny_request();
    request.count = request.batch = 2;
    keep_tensors_ = false;
    WatchedMemory::instance().fail_at(0, WatchedMemory::How::Once);
    const auto usual = succeeds(request);
    const int needed = WatchedMemory::instance().asked();
    for (const double part : {0.5, 0.7, 0.97}) {
        const auto outcome = failing(static_cast<int>(needed * part), WatchedMemory::How::Once, request);
        ASSERT_EQ(failures_, 1);
        ASSERT_TRUE(outcome.result) << describe(outcome.result.error());
        EXPECT_EQ(outcome.pictures, usual.pictures);
        std::vector<int> steps, expected;
        for (const auto &event : outcome.events)
            steps.push_back(event.step);
        for (const auto &event : usual.events)
            expected.push_back(event.step);
        EXPECT_EQ(steps, expected) << "no step is told twice";
        EXPECT_LT(asked_, needed + needed / 2) << "a step of three, or a picture of two, at most";
    }
}

TEST_F(ShortOfMemory, ForGoodIsAnErrorAndNotTheEnd) {
    keep_tensors_ = false;
    const auto usual = succeeds(tiny_request()).pictures;
    for (const int nth : {1, 7, 40, 200, 700, 1500}) {
        const auto outcome = failing(nth, WatchedMemory::How::FromThenOn);
        if (failures_ == 0)
            break;
        ASSERT_FALSE(outcome.result) << nth;
        ASSERT_EQ(outcome.result.error().code, ErrorCode::OutOfMemory) << nth;
        ASSERT_EQ(succeeds(tiny_request()).pictures, usual) << nth;
    }
}

TEST_F(ShortOfMemory, ForDecodingKeepsTheLatentsInAFile) {
    const auto latents = succeeds(tiny_request()).tensors.at("latents");
    keep_tensors_ = false; // the last that is asked for is then the picture's
    WatchedMemory::instance().fail_at(0, WatchedMemory::How::Once);
    succeeds(tiny_request());
    const auto outcome = failing(WatchedMemory::instance().asked(), WatchedMemory::How::FromThenOn);
    ASSERT_FALSE(outcome.result);
    EXPECT_EQ(outcome.result.error().code, ErrorCode::OutOfMemory);
    const std::string &advice = outcome.result.error().advice, said = "the latents were kept in ";
    const auto at = advice.find(said);
    ASSERT_NE(at, std::string::npos) << advice;
    const auto kept = read_tensors(advice.substr(at + said.size()));
    ASSERT_TRUE(kept) << describe(kept.error());
    EXPECT_TRUE(at::equal(kept->at("latents"), latents));
}

pipeline::ModelDescription sd1() { return pipeline::describe_model(golden("sd1/model")).value(); }

TEST(Estimate, GrowsWithThePictureUnlessItIsWorkedOnInWindows) {
    auto small = tiny_request(), large = tiny_request();
    large.width = large.height = 512;
    const auto of = [](const GenerationRequest &request) { return pipeline::estimate_memory(sd1(), request, {}).value(); };
    EXPECT_GT(of(large).sampling, of(small).sampling);
    EXPECT_GT(of(large).decoding, of(small).decoding);
    EXPECT_EQ(of(large).weights, of(small).weights);
    auto windows = large;
    windows.tile = 64;
    EXPECT_EQ(of(windows).sampling, of(small).sampling);
    auto hires = small;
    hires.hires = Hires{8.0, 0.5, 2, HiresMode::Latent, {}, {}, {}};
    EXPECT_EQ(of(hires).sampling, of(large).sampling);
}

TEST(Estimate, CountsEveryWeightInTheTypeItRunsIn) {
    const auto single = pipeline::estimate_memory(sd1(), tiny_request(), {}).value();
    const auto half = pipeline::estimate_memory(sd1(), tiny_request(), {at::kBFloat16, at::kBFloat16}).value();
    EXPECT_EQ(single.weights, 2 * half.weights);
}

TEST_F(ShortOfMemory, ByABudgetIsSlicedAndThePictureIsTheSame) {
    auto request = tiny_request();
    request.width = request.height = 256;
    const auto usual = succeeds(request).tensors.at("latents");
    const auto estimate = pipeline::estimate_memory(sd1(), request, {}).value();
    request.memory_gb = static_cast<double>(estimate.weights + estimate.pictures + estimate.sampling - 1) / 1e9;
    ASSERT_TRUE(pipeline::spares_from_the_start(sd1(), request, {}));
    EXPECT_LT(testing::relative_error(succeeds(request).tensors.at("latents"), usual), 1e-4);
}

TEST(Budget, TooSmallIsToldBeforeWeightsAreRead) {
    auto request = tiny_request();
    EXPECT_TRUE(pipeline::check_budget(sd1(), request, {})) << "none was set";
    request.memory_gb = 0.01;
    const auto refused = pipeline::check_budget(sd1(), request, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::OutOfMemory);
    EXPECT_EQ(refused.error().subject, "--memory");
    EXPECT_NE(refused.error().advice.find("allow"), std::string::npos) << refused.error().advice;
    request.width = request.height = 4096;
    request.memory_gb = 0.2;
    const auto too_large = pipeline::check_budget(sd1(), request, {});
    ASSERT_FALSE(too_large);
    EXPECT_NE(too_large.error().advice.find("would fit"), std::string::npos) << too_large.error().advice;
}

TEST(SizeThatFits, IsSmallerAndStaysWithinTheBudget) {
    auto request = tiny_request();
    request.width = 4096;
    request.height = 2048;
    const auto whole = pipeline::estimate_memory(sd1(), request, {}).value();
    request.memory_gb = static_cast<double>(whole.peak()) / 2e9;
    const std::string fits = pipeline::size_that_fits(sd1(), request, {});
    EXPECT_NE(fits.find(" x "), std::string::npos) << fits;
    request.memory_gb = 1e-6;
    EXPECT_TRUE(pipeline::size_that_fits(sd1(), request, {}).empty());
}

} // namespace
} // namespace sfumato
