// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/resize.h"

#include <gtest/gtest.h>

#include "tests/image/random_images.h"

namespace sfumato::image {
namespace {

TEST(Resize, LeavesAPictureOfTheWantedSizeAlone) {
    std::mt19937 random(1);
    for (const int channels : {1, 3, 4}) {
        const Image picture = random_picture(random, 19, 7, channels);
        EXPECT_EQ(resize(picture, 19, 7, Resample::Smooth), picture);
        EXPECT_EQ(resize(picture, 19, 7, Resample::Nearest), picture);
    }
}

TEST(Resize, KeepsAPlainColourAtEverySize) {
    for (const int channels : {1, 3, 4})
        for (const auto &[w, h] : {std::pair{3, 5}, {64, 64}, {100, 7}, {1, 1}}) {
            EXPECT_EQ(resize(Image(16, 16, channels, 200), w, h, Resample::Smooth), Image(w, h, channels, 200))
                << w << " x " << h << " x " << channels;
            EXPECT_EQ(resize(Image(16, 16, channels, 200), w, h, Resample::Nearest), Image(w, h, channels, 200));
        }
}

TEST(Resize, HalvesByTheMeanOfFourPixels) {
    Image picture(2, 2, 1);
    picture.pixels = {0, 100, 200, 100};
    EXPECT_EQ(resize(picture, 1, 1, Resample::Smooth).pixels[0], 100);
}

TEST(Resize, TakesNearestPixelsAsTorchDoes) {
    Image picture(5, 1, 1);
    picture.pixels = {10, 20, 30, 40, 50};
    // floor(i * 5 / 3) = 0, 1, 3
    EXPECT_EQ(resize(picture, 3, 1, Resample::Nearest).pixels, (std::vector<std::uint8_t>{10, 20, 40}));
}

TEST(Resize, LetsNoColourOfTransparentPixelsThrough) {
    Image picture(2, 1, 4);
    picture.pixels = {10, 200, 30, 255, 255, 0, 255, 0};
    const Image small = resize(picture, 1, 1, Resample::Smooth);
    EXPECT_EQ(small.pixels[0], 10);
    EXPECT_EQ(small.pixels[1], 200);
    EXPECT_EQ(small.pixels[2], 30);
    EXPECT_NEAR(small.pixels[3], 128, 1); // 127.5, rounded either way
}

TEST(Resize, KeepsACrossWhereItIs) {
    // A column moved by half a pixel would move the centroid by half an enlarged one, i.e. 1.5.
    Image picture(21, 21, 1);
    for (int y = 0; y < 21; ++y)
        picture.row(y)[6] = 255;
    const Image large = resize(picture, 63, 63, Resample::Smooth);
    double sum = 0, moment = 0;
    for (int x = 0; x < 63; ++x) {
        sum += large.row(30)[x];
        moment += large.row(30)[x] * (x + 0.5);
    }
    EXPECT_NEAR(moment / sum, 6.5 * 3, 0.1); // a tenth of a pixel: rounding to bytes, negative lobes cut off
}

} // namespace
} // namespace sfumato::image
