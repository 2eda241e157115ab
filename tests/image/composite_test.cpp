// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/composite.h"

#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/image/random_images.h"

namespace sfumato::image {
namespace {

TEST(Composite, KeepsUnmaskedPixelsBitIdentical) {
    std::mt19937 random(7);
    for (int n = 0; n < 100; ++n) {
        const int w = random_int(random, 1, 90), h = random_int(random, 1, 70);
        const Image original = random_picture(random, w, h), result = random_picture(random, w, h);
        const Image painted = random_mask(random, w, h, n % 2 == 0);
        const Image out = composite(original, result, composite_mask(painted, random_int(random, 0, 12)));
        for (std::size_t i = 0; i < out.pixels.size(); ++i)
            if (painted.pixels[i / 3] == 0) {
                ASSERT_EQ(out.pixels[i], original.pixels[i]) << "mask " << n << ", pixel " << i / 3;
            }
    }
}

TEST(Composite, StaysBitIdenticalOverTwentyRepaintings) {
    std::mt19937 random(8);
    const Image original = random_picture(random, 64, 64);
    const Image painted = random_mask(random, 64, 64, false), weights = composite_mask(painted, 6);
    Image current = original;
    for (int n = 0; n < 20; ++n)
        current = composite(current, random_picture(random, 64, 64), weights);
    for (std::size_t i = 0; i < current.pixels.size(); ++i)
        if (painted.pixels[i / 3] == 0) {
            ASSERT_EQ(current.pixels[i], original.pixels[i]);
        }
}

TEST(Composite, TakesTheResultWhereTheMaskIsFull) {
    std::mt19937 random(9);
    for (const int channels : {1, 3, 4}) {
        const Image original = random_picture(random, 33, 21, channels), result = random_picture(random, 33, 21, channels);
        EXPECT_EQ(composite(original, result, Image(33, 21, 1, 255)), result);
        EXPECT_EQ(composite(original, result, Image(33, 21, 1, 0)), original);
    }
}

TEST(Composite, RoundsToTheNearestLevel) {
    const Image black(1, 1, 1, 0), white(1, 1, 1, 255);
    for (int weight = 0; weight < 256; ++weight)
        EXPECT_EQ(composite(black, white, Image(1, 1, 1, static_cast<std::uint8_t>(weight))).pixels[0], weight);
}

TEST(CompositeMask, NeverExceedsWhatWasPainted) {
    std::mt19937 random(10);
    for (int n = 0; n < 60; ++n) {
        const Image painted = random_mask(random, 70, 50, true);
        const Image weights = composite_mask(painted, random_int(random, 1, 20));
        for (std::size_t i = 0; i < weights.pixels.size(); ++i)
            ASSERT_LE(weights.pixels[i], painted.pixels[i]);
    }
}

TEST(CompositeMask, RisesInwardsToItsFullWeight) {
    Image painted(40, 40, 1);
    for (int y = 0; y < 40; ++y)
        for (int x = 10; x < 40; ++x)
            painted.row(y)[x] = 255;
    const Image weights = composite_mask(painted, 4.0);
    // One fifth a pixel, full from the fifth on; the border of the picture at the right is no edge.
    const std::uint8_t ramp[] = {0, 51, 102, 153, 204, 255, 255};
    for (int i = 0; i < 7; ++i)
        EXPECT_EQ(weights.row(20)[9 + i], ramp[i]) << i;
    EXPECT_EQ(weights.row(20)[39], 255);
    EXPECT_EQ(weights.row(0)[30], 255);
}

TEST(CompositeMask, LeavesASpotSmallerThanTheFeatherVisible) {
    Image painted(20, 20, 1);
    painted.row(10)[10] = 255;
    EXPECT_EQ(composite_mask(painted, 16.0), painted);
    EXPECT_EQ(composite_mask(painted, 0.0), painted);
    EXPECT_EQ(composite_mask(Image(9, 9, 1, 255), 16.0), Image(9, 9, 1, 255));
    EXPECT_EQ(composite_mask(Image(9, 9, 1, 0), 16.0), Image(9, 9, 1, 0));
}

TEST(CompositeMask, KeepsAStalkBesideAFlowerVisible) {
    Image painted(200, 100, 1);
    for (int y = 20; y < 80; ++y)
        for (int x = 10; x < (y >= 48 && y < 53 ? 190 : 70); ++x)
            painted.row(y)[x] = 255;
    const Image weights = composite_mask(painted, 16.0);
    EXPECT_EQ(weights.row(50)[150], 255); // the middle of a stroke of 5 pixels, far from the square it starts at
    EXPECT_EQ(weights.row(50)[40], 255);
}

TEST(Paste, UndoesCrop) {
    std::mt19937 random(11);
    for (int n = 0; n < 30; ++n) {
        const Image picture = random_picture(random, 40, 30);
        const Rect box{random_int(random, 0, 19), random_int(random, 0, 14), random_int(random, 20, 40), random_int(random, 15, 30)};
        const Image part = crop(picture, box);
        EXPECT_EQ(part.width, box.width());
        EXPECT_EQ(part.row(0)[0], picture.row(box.y0)[box.x0 * 3]);
        Image copy = picture;
        paste(copy, part, box.x0, box.y0);
        EXPECT_EQ(copy, picture);
    }
}

TEST(Paste, LeavesOutWhatLiesOutside) {
    for (const auto &[x, y, expected] : {std::tuple{-1, -1, 1}, {3, 3, 1}, {-2, 0, 0}, {0, 9, 0}, {1, 1, 4}, {-9, -9, 0}}) {
        Image whole(4, 4, 1, 0);
        paste(whole, Image(2, 2, 1, 1), x, y);
        EXPECT_EQ(std::count(whole.pixels.begin(), whole.pixels.end(), 1), expected) << x << ", " << y;
    }
}

} // namespace
} // namespace sfumato::image
