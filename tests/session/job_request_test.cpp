// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/job_request.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace sfumato::service {
namespace {

TEST(JobRequest, DrawsOnlyWhatIsOpen) {
    GenerationRequest request;
    drawSeeds(request);
    EXPECT_GE(request.seed, 0);
    EXPECT_FALSE(request.variation_seed);
    const std::int64_t seed = request.seed;
    request.variation_strength = 0.5;
    request.variation_seed = -1;
    drawSeeds(request);
    EXPECT_EQ(request.seed, seed);
    EXPECT_GE(*request.variation_seed, 0);
}

TEST(JobRequest, CountsUpWhatTheEngineCountsUp) {
    GenerationRequest request;
    request.seed = 10;
    request.count = 5;
    request.variation_seed = 100; // without strength it does nothing
    EXPECT_EQ(remainder(request, 2).seed, 12);
    EXPECT_EQ(remainder(request, 2).count, 3);
    request.variation_strength = 0.5;
    EXPECT_EQ(remainder(request, 2).seed, 10);
    EXPECT_EQ(remainder(request, 2).variation_seed, 102);
}

TEST(JobRequest, FindsAFullDiskBeforeTheWork) {
    QTemporaryDir folder;
    EXPECT_TRUE(checkSpace(folder.filePath(QStringLiteral("not/yet/there")), 1));
    const auto full = checkSpace(QStringLiteral("/proc/pictures"), 1); // nothing is ever free there
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().subject, "/proc/pictures");
    EXPECT_FALSE(checkSpace(folder.path(), 2000000000));
}

} // namespace
} // namespace sfumato::service
