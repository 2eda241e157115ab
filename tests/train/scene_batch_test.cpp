// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/train/scene_batch.h"

namespace sfumato::train {
namespace {

/// A seed whose scene has `count` objects.
std::uint64_t seed_with(std::size_t count) {
    std::uint64_t seed = 0;
    while (scenes::random_scene(seed).objects.size() != count)
        ++seed;
    return seed;
}

TEST(SceneBatch, SubjectsAreWhereTheObjectsAre) {
    const std::vector<std::uint64_t> seeds{seed_with(0), seed_with(1), seed_with(2)};
    const auto batch = scene_batch(seeds, 64);
    ASSERT_EQ(batch.pictures.sizes(), (at::IntArrayRef{3, 3, 64, 64}));
    ASSERT_EQ(batch.subjects.sizes(), (at::IntArrayRef{3, 1, 64, 64}));
    EXPECT_EQ(batch.subjects[0].max().item<float>(), 0.0F);
    for (int i : {1, 2}) {
        const auto rendering = scenes::render(scenes::random_scene(seeds[static_cast<std::size_t>(i)]), 64);
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 64; ++x) {
                int most = 0;
                for (const auto &mask : rendering.masks)
                    most = std::max<int>(most, mask.row(y)[x]);
                ASSERT_FLOAT_EQ(batch.subjects[i][0][y][x].item<float>(), static_cast<float>(most) / 255.0F) << x << "," << y;
            }
    }
}

TEST(SceneCaptions, ThatTellEverythingSayWhereAndWhen) {
    for (std::uint64_t seed = seed_with(1), variant = 0; variant < 20; ++variant) {
        const auto scene = scenes::random_scene(seed);
        const auto caption = scene_caption(seed, variant, Telling::Everything);
        const auto place = scene.objects[0].place == "centre" ? "in the middle" : "on the " + scene.objects[0].place;
        EXPECT_NE(caption.find(place), std::string::npos) << caption;
        EXPECT_EQ(scene_caption(seed, variant, Telling::EverythingButPlace).find(place), std::string::npos);
    }
    EXPECT_NE(scene_caption(seed_with(1), 0, Telling::Everything), scene_caption(seed_with(1), 1, Telling::Everything));
}

} // namespace
} // namespace sfumato::train
