// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/scenes/objects.h"
#include "core/scenes/scene.h"
#include "core/scenes/styles/style.h"

namespace sfumato::scenes {
namespace {

constexpr int size = 128;

/// A scene of which every word is known.
Scene scene_of(const std::string &kind, const std::string &style, const std::string &place = "centre", std::uint64_t seed = 5) {
    return {{{kind, "red", "medium", place}}, "meadow", "day", style, seed};
}

TEST(Rendering, IsTheSameForTheSameSeedAndAnotherForAnother) {
    for (std::uint64_t seed : {1u, 2u, 77u}) {
        const auto one = render(random_scene(seed), size), two = render(random_scene(seed), size);
        EXPECT_EQ(one.picture, two.picture);
        EXPECT_EQ(one.masks, two.masks);
        EXPECT_NE(one.picture, render(random_scene(seed + 1), size).picture);
    }
}

TEST(Rendering, DoesNotDependOnTheExtrasAskedFor) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const auto plain = render(random_scene(seed), size);
        EXPECT_EQ(plain.picture, render(random_scene(seed), size, {true, true}).picture);
        EXPECT_TRUE(plain.clean_plate.empty());
        EXPECT_TRUE(plain.cutouts.empty());
    }
}

TEST(Rendering, BoxesEncloseTheMasksTightly) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Scene scene = random_scene(seed);
        const auto rendering = render(scene, size);
        ASSERT_EQ(rendering.masks.size(), scene.objects.size());
        for (std::size_t i = 0; i < rendering.masks.size(); ++i) {
            const auto &box = rendering.boxes[i];
            ASSERT_FALSE(box.empty()) << seed;
            Rect seen{size, size, 0, 0};
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x)
                    if (rendering.masks[i].row(y)[x] > 0)
                        seen = {std::min(seen.x0, x), std::min(seen.y0, y), std::max(seen.x1, x + 1), std::max(seen.y1, y + 1)};
            EXPECT_EQ(box, seen) << seed;
        }
    }
}

TEST(Rendering, PutsObjectsWhereTheirPlaceSays) {
    for (const auto &kind : vocabulary().kinds) {
        const auto middle = [&](const char *place) {
            const auto box = render(scene_of(kind, "flat", place), size).boxes[0];
            return (box.x0 + box.x1) / (2.0 * size);
        };
        EXPECT_LT(middle("left"), 0.42) << kind;
        EXPECT_NEAR(middle("centre"), 0.5, 0.09) << kind;
        EXPECT_GT(middle("right"), 0.58) << kind;
    }
}

TEST(Rendering, MakesLargeObjectsHigherThanSmallOnes) {
    for (const auto &kind : vocabulary().kinds) {
        auto scene = scene_of(kind, "flat");
        scene.objects[0].size = "small";
        const int small = render(scene, size).boxes[0].height();
        scene.objects[0].size = "large";
        EXPECT_GT(render(scene, size).boxes[0].height(), 1.3 * small) << kind;
    }
}

/// How far from an object the styles carry its light: neon's glow reaches farthest.
constexpr int halo = size * 36 / 512 + 1;
/// The shadow is as wide as the object is high, and lies at its foot.
Rect touched(const Rect &box, bool shadow) {
    const int aside = halo + (shadow ? size / 6 : 0), below = halo + (shadow ? size / 30 : 0);
    return {box.x0 - aside, box.y0 - halo, box.x1 + aside, box.y1 + below};
}

TEST(CleanPlate, EqualsThePictureAwayFromObjectsAndShadows) {
    for (const auto &style : styles())
        for (const auto &kind : {"house", "balloon", "flower"}) {
            const auto rendering = render(scene_of(kind, style.name, "left"), size, {.clean_plate = true});
            const auto inside = touched(rendering.boxes[0], !floats(kind));
            int differing = 0, outside = 0;
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x) {
                    const bool same = std::equal(rendering.picture.row(y) + 3 * x, rendering.picture.row(y) + 3 * x + 3, rendering.clean_plate.row(y) + 3 * x);
                    const bool within = x >= inside.x0 && x < inside.x1 && y >= inside.y0 && y < inside.y1;
                    outside += !within;
                    differing += within && !same;
                    ASSERT_TRUE(same || within) << style.name << ", " << kind << " at " << x << ", " << y;
                }
            EXPECT_GT(outside, size * size / 8);
            EXPECT_GT(differing, 200) << "the object is still there: " << style.name << ", " << kind;
        }
}

TEST(CleanPlate, OfAnEmptySceneIsThePicture) {
    const Scene scene{{}, "lake", "sunset", "oil", 9};
    const auto rendering = render(scene, size, {.clean_plate = true});
    EXPECT_EQ(rendering.picture, rendering.clean_plate);
}

TEST(Cutout, OverTheCleanPlateGivesThePicture) {
    for (const auto &style : styles()) {
        const auto rendering = render(scene_of("balloon", style.name), size, {true, true}); // casts no shadow
        const auto &cut = rendering.cutouts.at(0);
        ASSERT_EQ(cut.channels, 4);
        int opaque = 0;
        for (int i = 0; i < size * size; ++i) {
            const double alpha = cut.pixels[4 * i + 3] / 255.0;
            opaque += alpha == 1;
            for (int c = 0; alpha > 0 && c < 3; ++c) {
                const double laid = rendering.clean_plate.pixels[3 * i + c] * (1 - alpha) + cut.pixels[4 * i + c] * alpha;
                // What a brush draws dark beside an edge cannot be had from a colour that ends at 0 and 255.
                EXPECT_NEAR(laid, rendering.picture.pixels[3 * i + c], alpha == 1 ? 0 : 1 + 255 * (1 - alpha)) << style.name;
            }
        }
        EXPECT_GT(opaque, 300);
    }
}

TEST(Cutout, IsClearWhereTheObjectIsNot) {
    const auto rendering = render(scene_of("house", "watercolour"), size, {.cutouts = true});
    EXPECT_TRUE(rendering.clean_plate.empty());
    const auto &box = rendering.boxes[0];
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x)
            if (x < box.x0 - 1 || x > box.x1 || y < box.y0 - 1 || y > box.y1) {
                ASSERT_EQ(rendering.cutouts[0].row(y)[4 * x + 3], 0);
            }
}

TEST(Styles, AreAllDifferentPictures) {
    std::set<std::string> pictures;
    for (const auto &style : vocabulary().styles) {
        const auto pixels = render(scene_of("castle", style), 64).picture.pixels;
        pictures.emplace(pixels.begin(), pixels.end());
    }
    EXPECT_EQ(pictures.size(), vocabulary().styles.size());
}

TEST(Rendering, RefusesWordsItDoesNotKnow) {
    EXPECT_THROW(render(scene_of("dragon", "flat"), 64), Failure);
    EXPECT_THROW(render(scene_of("house", "cubist"), 64), Failure);
    EXPECT_THROW(render({{}, "moon", "day", "flat", 1}, 64), Failure);
    EXPECT_THROW(render({{}, "lake", "noon", "flat", 1}, 64), Failure);
}

} // namespace
} // namespace sfumato::scenes
