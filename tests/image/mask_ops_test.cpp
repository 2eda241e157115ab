// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/mask_ops.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/image/random_images.h"

namespace sfumato::image {
namespace {

/// By the definition: the largest value among all pixels within the radius.
Image grown_by_definition(const Image &mask, int radius) {
    Image out(mask.width, mask.height, 1);
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            for (int v = 0; v < mask.height; ++v)
                for (int u = 0; u < mask.width; ++u)
                    if ((u - x) * (u - x) + (v - y) * (v - y) <= radius * radius)
                        out.row(y)[x] = std::max(out.row(y)[x], mask.row(v)[u]);
    return out;
}

TEST(MaskFrom, ReadsGreyFromColours) {
    Image picture(3, 1, 3);
    picture.pixels = {255, 255, 255, 255, 0, 0, 0, 255, 0};
    EXPECT_EQ(mask_from(picture).pixels, (std::vector<std::uint8_t>{255, 76, 150}));
}

TEST(MaskFrom, ReadsAlphaWhereItSaysSomething) {
    Image picture(2, 1, 4);
    picture.pixels = {255, 255, 255, 0, 0, 0, 0, 200};
    EXPECT_EQ(mask_from(picture).pixels, (std::vector<std::uint8_t>{0, 200}));
}

TEST(MaskFrom, ReadsColoursWhereAlphaIsOpaqueThroughout) {
    Image picture(2, 1, 4);
    picture.pixels = {255, 255, 255, 255, 0, 0, 0, 255};
    EXPECT_EQ(mask_from(picture).pixels, (std::vector<std::uint8_t>{255, 0}));
}

TEST(Grow, IsTheLargestValueWithinADisc) {
    std::mt19937 random(2);
    for (const int radius : {1, 2, 3, 5, 9, 40}) {
        // Few levels and many take different ways to the same result.
        const Image few = random_mask(random, 31, 23, true);
        Image many(31, 23, 1);
        for (int n = 0; n < 120; ++n)
            many.pixels[random() % many.pixels.size()] = static_cast<std::uint8_t>(random());
        EXPECT_EQ(grow(few, radius), grown_by_definition(few, radius)) << radius;
        EXPECT_EQ(grow(many, radius), grown_by_definition(many, radius)) << radius;
        EXPECT_EQ(grow(few, -radius), invert(grown_by_definition(invert(few), radius))) << radius;
    }
}

TEST(Grow, HandlesAThousandPixels) {
    Image mask(16, 9, 1);
    mask.row(0)[0] = 255;
    EXPECT_EQ(grow(mask, 1024), Image(16, 9, 1, 255));
    EXPECT_EQ(grow(mask, -1024), Image(16, 9, 1, 0));
    EXPECT_EQ(grow(Image(16, 9, 1, 255), -1024), Image(16, 9, 1, 255)); // no edge to shrink from
    EXPECT_EQ(grow(mask, 0), mask);
}

TEST(Blur, HasA1111sKernel) {
    // sigma 4: 2 int(10.5) + 1 = 21 pixels, so that a single column reaches exactly 10 to either side.
    Image mask(64, 1, 1);
    mask.row(0)[32] = 255;
    Image tall(64, 31, 1);
    for (int y = 0; y < 31; ++y)
        tall.row(y)[32] = 255;
    const Image blurred = blur(tall, 4.0);
    double norm = 0;
    for (int d = -10; d <= 10; ++d)
        norm += std::exp(-d * d / 32.0);
    for (int x = 0; x < 64; ++x) {
        const int d = x - 32;
        const double expected = std::abs(d) <= 10 ? 255.0 * std::exp(-d * d / 32.0) / norm : 0.0;
        EXPECT_NEAR(blurred.row(15)[x], expected, 1.0) << x; // two roundings to bytes
    }
    EXPECT_EQ(blur(mask, 0.0), mask);
}

TEST(Blur, KeepsFullAndEmptyMasks) {
    for (const std::uint8_t value : {std::uint8_t{0}, std::uint8_t{255}})
        for (const double sigma : {0.3, 4.0, 64.0, 256.0})
            EXPECT_EQ(blur(Image(40, 24, 1, value), sigma), Image(40, 24, 1, value)) << sigma;
}

TEST(Binarise, CutsAt128) {
    Image mask(4, 1, 1);
    mask.pixels = {0, 127, 128, 255};
    EXPECT_EQ(binarise(mask).pixels, (std::vector<std::uint8_t>{0, 0, 255, 255}));
}

TEST(BoundingBox, IsTight) {
    Image mask(10, 8, 1);
    EXPECT_TRUE(bounding_box(mask).empty());
    mask.row(3)[7] = 1;
    EXPECT_EQ(bounding_box(mask), (Rect{7, 3, 8, 4}));
    mask.row(6)[2] = 255;
    EXPECT_EQ(bounding_box(mask), (Rect{2, 3, 8, 7}));
    EXPECT_EQ(bounding_box(Image(10, 8, 1, 9)), (Rect{0, 0, 10, 8}));
}

TEST(Coverage, IsTheMean) {
    Image mask(4, 1, 1);
    mask.pixels = {255, 0, 0, 255};
    EXPECT_DOUBLE_EQ(coverage(mask), 0.5);
    EXPECT_DOUBLE_EQ(coverage(Image()), 0.0);
}

TEST(MaskToLatent, TakesNearestMeanOrLargest) {
    Image mask(16, 8, 1);
    mask.row(0)[0] = 255;  // the pixel torch's nearest takes for the first cell
    mask.row(7)[15] = 102; // one it does not take for the second
    EXPECT_EQ(mask_to_latent(mask, 8, MaskResample::Nearest).values, (std::vector<float>{1.0f, 0.0f}));
    EXPECT_EQ(mask_to_latent(mask, 8, MaskResample::Max).values, (std::vector<float>{1.0f, 0.4f}));
    EXPECT_EQ(mask_to_latent(mask, 8, MaskResample::Area).values, (std::vector<float>{1.0f / 64, 0.4f / 64}));
    EXPECT_EQ(mask_to_latent(mask, 8, MaskResample::Max, Grey::ToHalves).values, (std::vector<float>{1.0f, 0.0f}));
    EXPECT_EQ(mask_to_latent(mask, 8, MaskResample::Max).width, 2);
}

TEST(MaskToLatent, MaxLosesNoPaintedPixel) {
    std::mt19937 random(3);
    for (int n = 0; n < 50; ++n) {
        const Image mask = random_mask(random, 64, 48, false);
        const MaskField field = mask_to_latent(mask, 8, MaskResample::Max, Grey::ToHalves);
        for (int y = 0; y < 48; ++y)
            for (int x = 0; x < 64; ++x)
                if (mask.row(y)[x]) {
                    EXPECT_EQ(field.values[(y / 8) * 8 + x / 8], 1.0f);
                }
    }
}

} // namespace
} // namespace sfumato::image
