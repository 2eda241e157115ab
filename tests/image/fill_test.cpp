// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/fill.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/image/random_images.h"

namespace sfumato::image {
namespace {

constexpr Fill all_fills[] = {Fill::Original, Fill::Noise, Fill::Blur, Fill::Zero, Fill::Colour};

Image square_hole(int side, int from, int to) {
    Image mask(side, side, 1);
    for (int y = from; y < to; ++y)
        std::fill(mask.row(y) + from, mask.row(y) + to, std::uint8_t{255});
    return mask;
}

TEST(Fill, LeavesTheKeptPictureBitIdentical) {
    std::mt19937 random(4);
    for (int n = 0; n < 20; ++n) {
        const Image picture = random_picture(random, 61, 43);
        const Image mask = random_mask(random, 61, 43, true);
        for (const Fill fill : all_fills) {
            const Image filled = fill_hole(picture, mask, fill);
            for (std::size_t i = 0; i < filled.pixels.size(); ++i)
                if (mask.pixels[i / 3] == 0) {
                    ASSERT_EQ(filled.pixels[i], picture.pixels[i]) << "pixel " << i / 3;
                }
        }
    }
}

TEST(Fill, TakesNothingFromInsideTheHole) {
    std::mt19937 random(5);
    const Image mask = square_hole(96, 30, 70);
    Image one = random_picture(random, 96, 96), two = one;
    for (std::size_t i = 0; i < two.pixels.size(); ++i)
        if (mask.pixels[i / 3])
            two.pixels[i] = static_cast<std::uint8_t>(255 - two.pixels[i]);
    for (const Fill fill : {Fill::Noise, Fill::Blur, Fill::Zero, Fill::Colour})
        EXPECT_EQ(fill_hole(one, mask, fill), fill_hole(two, mask, fill));
    EXPECT_EQ(fill_hole(two, mask, Fill::Original), two);
}

TEST(Fill, ContinuesAPlainColour) {
    // Black in the hole must not darken the colours around it: the blurs are weighted by what is kept.
    Image picture(700, 700, 3, 180);
    const Image mask = square_hole(700, 50, 650);
    for (std::size_t i = 0; i < picture.pixels.size(); ++i)
        if (mask.pixels[i / 3])
            picture.pixels[i] = 0;
    for (const Fill fill : {Fill::Blur, Fill::Colour}) {
        const Image filled = fill_hole(picture, mask, fill);
        for (const std::uint8_t value : filled.pixels)
            ASSERT_NEAR(value, 180, 1); // float sums rounded to bytes
    }
}

TEST(Fill, BlursNearColoursMoreThanFarOnes) {
    Image picture(128, 128, 3, 20);
    for (int y = 0; y < 128; ++y)
        std::fill(picture.row(y) + std::ptrdiff_t{64} * 3, picture.row(y) + std::ptrdiff_t{128} * 3, std::uint8_t{220});
    const Image filled = fill_hole(picture, square_hole(128, 24, 104), Fill::Blur);
    EXPECT_LT(filled.row(64)[26 * 3], 60);
    EXPECT_GT(filled.row(64)[101 * 3], 180);
    for (int x = 25; x < 103; ++x)
        EXPECT_LE(filled.row(64)[x * 3], filled.row(64)[(x + 1) * 3] + 1) << x; // one level of rounding
}

TEST(Fill, ColourIsTheMeanOfTheRim) {
    Image picture(64, 64, 3, 10); // far away
    const Image mask = square_hole(64, 24, 40);
    for (int y = 16; y < 48; ++y)
        std::fill(picture.row(y) + std::ptrdiff_t{16} * 3, picture.row(y) + std::ptrdiff_t{48} * 3, std::uint8_t{90});
    EXPECT_EQ(fill_hole(picture, mask, Fill::Colour).row(32)[32 * 3], 90);
}

TEST(Fill, LeavesMidGreyWhereNothingIsKept) {
    std::mt19937 random(6);
    const Image picture = random_picture(random, 16, 16);
    for (const Fill fill : {Fill::Noise, Fill::Blur, Fill::Zero, Fill::Colour})
        EXPECT_EQ(fill_hole(picture, Image(16, 16, 1, 255), fill), Image(16, 16, 3, 128));
}

} // namespace
} // namespace sfumato::image
