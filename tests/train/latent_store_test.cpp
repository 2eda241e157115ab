// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <gtest/gtest.h>

#include "core/torch/device.h"
#include "core/train/latent_store.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato::train {
namespace {

using test::TemporaryFolder;

std::vector<at::Tensor> latents(int count, std::uint64_t seed = 1) {
    return at::randn({count, 4, 2, 2}, make_generator(at::kCPU, seed)).to(at::kHalf).unbind();
}

void expect_same(const Result<std::vector<at::Tensor>> &read, const std::vector<at::Tensor> &expected) {
    ASSERT_TRUE(read) << describe(read.error());
    ASSERT_EQ(read->size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_TRUE(at::equal((*read)[i], expected[i])) << i;
}

TEST(LatentStore, GivesBackWhatWasKeptInAnyNumberOfParts) {
    const TemporaryFolder folder;
    const auto all = latents(9);
    LatentStore store(folder.path() / "latents", "coarse", "vae");
    for (const int count : {2, 2, 7, 9})
        ASSERT_TRUE(store.keep({all.begin(), all.begin() + count}));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path() / "latents"), {}), 3);
    LatentStore again(folder.path() / "latents", "coarse", "vae");
    expect_same(again.read(9), all);
}

TEST(LatentStore, OverwritesWhatNoCheckpointKnowsOf) {
    const TemporaryFolder folder;
    const auto all = latents(6);
    LatentStore killed(folder.path(), "fine", "vae");
    ASSERT_TRUE(killed.keep({all.begin(), all.begin() + 3}));
    ASSERT_TRUE(killed.keep(latents(6, 2))); // and then no checkpoint
    LatentStore resumed(folder.path(), "fine", "vae");
    expect_same(resumed.read(3), {all.begin(), all.begin() + 3});
    ASSERT_TRUE(resumed.keep(all));
    LatentStore last(folder.path(), "fine", "vae");
    expect_same(last.read(6), all);
}

TEST(LatentStore, RefusesAnotherAutoencodersAndTooFew) {
    const TemporaryFolder folder;
    LatentStore store(folder.path(), "fine", "one");
    ASSERT_TRUE(store.keep(latents(3)));
    EXPECT_EQ(LatentStore(folder.path(), "fine", "other").read(3).error().code, ErrorCode::Conflict);
    EXPECT_EQ(LatentStore(folder.path(), "fine", "one").read(2).error().code, ErrorCode::CorruptFile);
    EXPECT_EQ(LatentStore(folder.path(), "fine", "one").read(4).error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sfumato::train
