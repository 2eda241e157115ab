// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/time_estimate.h"

#include <gtest/gtest.h>

namespace sfumato::service {
namespace {

StepEvent step(int image, int number, int total, double milliseconds) {
    return {Phase::Sampling, image, 1, number, total, 0.0, milliseconds};
}

TEST(TimeEstimate, KnowsNothingBeforeTheFirstStep) {
    TimeEstimate estimate(1, 1);
    estimate.observe({Phase::Loading, 0, 1, 0, 0, 0, 900});
    EXPECT_FALSE(estimate.secondsLeft());
}

TEST(TimeEstimate, DoesNotBelieveTheFirstStepForLong) {
    TimeEstimate estimate(1, 1);
    estimate.observe(step(0, 1, 10, 5000));
    EXPECT_DOUBLE_EQ(*estimate.secondsLeft(), 45.0);
    estimate.observe(step(0, 2, 10, 1000));
    EXPECT_DOUBLE_EQ(*estimate.secondsLeft(), 8.0);
}

TEST(TimeEstimate, FollowsStepsThatBecomeSlower) {
    TimeEstimate estimate(1, 1);
    for (int i = 1; i <= 5; ++i)
        estimate.observe(step(0, i, 20, 1000));
    for (int i = 6; i <= 18; ++i)
        estimate.observe(step(0, i, 20, 3000));
    EXPECT_NEAR(*estimate.secondsLeft(), 2 * 3.0, 0.1);
}

TEST(TimeEstimate, CountsThePicturesStillToComeAndWhatTheyNeedBesideSteps) {
    TimeEstimate estimate(3, 1);
    for (int i = 1; i <= 10; ++i)
        estimate.observe(step(0, i, 10, 100));
    EXPECT_DOUBLE_EQ(*estimate.secondsLeft(), 2.0);
    estimate.pictureDone(1.5); // half a second of decoding
    estimate.observe(step(1, 1, 10, 100));
    EXPECT_NEAR(*estimate.secondsLeft(), 0.9 + 1.0 + 2 * 0.5, 1e-9);
}

TEST(TimeEstimate, CountsBatchesAsOne) {
    TimeEstimate estimate(5, 2);
    estimate.observe(step(2, 2, 10, 100));
    EXPECT_NEAR(*estimate.secondsLeft(), 0.8 + 1.0, 1e-9);
}

} // namespace
} // namespace sfumato::service
