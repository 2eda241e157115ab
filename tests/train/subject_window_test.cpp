// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include <gtest/gtest.h>

#include "core/torch/device.h"
#include "core/train/subject_window.h"

namespace sfumato::train {
namespace {

/// Latents that name their cell, and a subject of one cell each, in a corner and in the middle.
LatentPool::Batch two_pictures() {
    const auto numbers = at::arange(12 * 12, at::kFloat).reshape({1, 1, 12, 12}).repeat({2, 1, 1, 1});
    auto subjects = at::zeros({2, 1, 12, 12});
    subjects[0][0][0][11] = 1.0F;
    subjects[1][0][6][5] = 1.0F;
    return {numbers, subjects, {7, 8}};
}

TEST(SubjectWindows, HoldTheSubjectAndStayInThePicture) {
    const auto batch = two_pictures();
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto windows = subject_windows(batch, 8, make_generator(at::kCPU, seed));
        ASSERT_EQ(windows.latents.sizes(), (at::IntArrayRef{2, 1, 8, 8}));
        EXPECT_EQ(windows.seeds, batch.seeds);
        for (int i = 0; i < 2; ++i) {
            EXPECT_EQ(windows.subjects[i].sum().item<float>(), 1.0F) << "picture " << i;
            const int corner = windows.latents[i][0][0][0].item<int>();
            const auto same = batch.latents[i][0].narrow(0, corner / 12, 8).narrow(1, corner % 12, 8);
            EXPECT_TRUE(at::equal(windows.latents[i][0], same)) << "not one piece of picture " << i;
        }
    }
}

TEST(SubjectWindows, AreAnywhereWhereThereIsNoSubject) {
    auto batch = two_pictures();
    batch.subjects.zero_();
    std::set<int> corners;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        corners.insert(subject_windows(batch, 4, make_generator(at::kCPU, seed)).latents[0][0][0][0].item<int>());
    EXPECT_GT(corners.size(), 5U);
}

} // namespace
} // namespace sfumato::train
