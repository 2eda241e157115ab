// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/memory.h"

#include <atomic>
#include <cstdlib>
#include <new>

#include <c10/core/CPUAllocator.h>

#include "core/vae/tiled_vae.h"
#include "tests/enlarging/tiny_run.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::tiny_request;

/// LibTorch's memory for tensors, but for some of the requests.
class FailingAllocator final : public c10::Allocator {
public:
    enum class How { Once, FromThenOn };

    static FailingAllocator &instance() {
        static FailingAllocator allocator;
        return allocator;
    }
    /// The nth request from now on fails (1 = the next), or that and all that follow; 0 = none.
    void fail_at(int nth, How how) {
        countdown_ = nth;
        how_ = how;
        failures_ = asked_ = 0;
    }
    int failures() const { return failures_; }
    int asked() const { return asked_; } ///< requests since fail_at()

    c10::DataPtr allocate(size_t bytes) override {
        ++asked_;
        if (countdown_ > 0 && --countdown_ == 0) {
            ++failures_;
            countdown_ = how_ == How::FromThenOn ? 1 : 0;
            throw std::bad_alloc();
        }
        return usual_->allocate(bytes);
    }
    c10::DeleterFnPtr raw_deleter() const override { return usual_->raw_deleter(); }
    void copy_data(void *to, const void *from, size_t bytes) const override { usual_->copy_data(to, from, bytes); }

private:
    FailingAllocator() { c10::SetCPUAllocator(this, /*priority=*/100); }

    c10::Allocator *usual_ = c10::GetDefaultCPUAllocator();
    std::atomic<int> countdown_ = 0, failures_ = 0, asked_ = 0;
    How how_ = How::Once;
};

class ShortOfMemory : public testing::TinyRun {
protected:
    void SetUp() override {
        FailingAllocator::instance();
        ::setenv("TMPDIR", folder_.path().c_str(), 1); // where latents are kept
    }
    void TearDown() override {
        FailingAllocator::instance().fail_at(0, FailingAllocator::How::Once);
        ::unsetenv("TMPDIR");
    }

    testing::Outcome failing(int nth, FailingAllocator::How how) {
        FailingAllocator::instance().fail_at(nth, how);
        auto outcome = run(tiny_request());
        failures_ = FailingAllocator::instance().failures();
        FailingAllocator::instance().fail_at(0, how);
        return outcome;
    }
    int failures_ = 0;
};

TEST_F(ShortOfMemory, ForAMomentEndsNoProgramAndTheNextJobIsAsEver) {
    keep_tensors_ = false;
    const auto usual = succeeds(tiny_request()).pictures;
    int survived = 0, refused = 0;
    // Every allocation of a run once would take minutes: the first ones, and then ever larger strides.
    for (int nth = 1; ; nth += std::max(1, nth / 4)) {
        const auto outcome = failing(nth, FailingAllocator::How::Once);
        if (failures_ == 0)
            break; // the run needs fewer
        if (outcome.result) {
            ++survived;
            ASSERT_EQ(outcome.pictures, usual) << nth;
        } else {
            ++refused;
            ASSERT_EQ(outcome.result.error().code, ErrorCode::OutOfMemory) << nth << ": " << describe(outcome.result.error());
        }
        ASSERT_EQ(succeeds(tiny_request()).pictures, usual) << nth;
    }
    // Ever larger strides count the beginning of a run, its prompts, more often than the rest.
    EXPECT_GT(survived, 5) << "sampling and decoding are attempted again";
    EXPECT_GT(refused, 0) << "what happens before is not";
    RecordProperty("survived", survived);
}

TEST_F(ShortOfMemory, ForGoodIsAnErrorAndNotTheEnd) {
    keep_tensors_ = false;
    const auto usual = succeeds(tiny_request()).pictures;
    for (const int nth : {1, 7, 40, 200, 700, 1500}) {
        const auto outcome = failing(nth, FailingAllocator::How::FromThenOn);
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
    FailingAllocator::instance().fail_at(0, FailingAllocator::How::Once);
    succeeds(tiny_request());
    const auto outcome = failing(FailingAllocator::instance().asked(), FailingAllocator::How::FromThenOn);
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
