// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/outpaint.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "core/image/composite.h"
#include "tests/image/random_images.h"

namespace sfumato::image {
namespace {

TEST(Extend, KeepsTheOldPictureBitIdentical) {
    std::mt19937 random(12);
    const Image picture = random_picture(random, 37, 23);
    for (const Outpaint sides : {Outpaint{8, 0, 0, 0}, Outpaint{0, 16, 24, 0}, Outpaint{64, 64, 64, 64}, Outpaint{}}) {
        const Canvas canvas = extend(picture, sides, 4);
        EXPECT_EQ(canvas.picture.width, 37 + sides.left + sides.right);
        EXPECT_EQ(canvas.picture.height, 23 + sides.top + sides.bottom);
        EXPECT_EQ(canvas.kept, (Rect{sides.left, sides.top, sides.left + 37, sides.top + 23}));
        EXPECT_EQ(crop(canvas.picture, canvas.kept), picture);
    }
}

TEST(Extend, MasksTheNewAreaAndARampIntoTheOld) {
    const Canvas canvas = extend(Image(32, 32, 3, 50), {16, 0, 0, 0}, 3);
    const std::uint8_t *row = canvas.mask.row(10);
    for (int x = 0; x < 16; ++x)
        EXPECT_EQ(row[x], 255);
    EXPECT_EQ(row[16], 191); // three quarters, a half, a quarter
    EXPECT_EQ(row[17], 127);
    EXPECT_EQ(row[18], 63);
    for (int x = 19; x < 48; ++x)
        EXPECT_EQ(row[x], 0) << x; // no ramp at sides that do not grow
    EXPECT_EQ(extend(Image(32, 32, 3, 50), {}, 3).mask, Image(32, 32, 1, 0));
    EXPECT_EQ(extend(Image(8, 8, 3, 50), {8, 0, 0, 0}, 0).mask.row(0)[8], 0);
}

TEST(Extend, ContinuesAPlainColour) {
    EXPECT_EQ(extend(Image(24, 24, 3, 77), {100, 5, 0, 300}, 8).picture, Image(124, 329, 3, 77));
}

TEST(Extend, StartsFromTheEdgeAndSmoothsWithTheDistance) {
    std::mt19937 random(13);
    const Image picture = random_picture(random, 64, 64);
    const Canvas canvas = extend(picture, {0, 0, 128, 0}, 0);
    const auto roughness = [&](int x) {
        int sum = 0;
        for (int y = 1; y < 64; ++y)
            sum += std::abs(canvas.picture.row(y)[x * 3] - canvas.picture.row(y - 1)[x * 3]);
        return sum;
    };
    EXPECT_GT(roughness(64), roughness(72));
    EXPECT_GT(roughness(72), roughness(190));
    EXPECT_LT(roughness(190), 63 * 2); // random pixels differ by 85 on average
}

} // namespace
} // namespace sfumato::image
