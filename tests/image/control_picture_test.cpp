// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/control_picture.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/image/random_images.h"

namespace sfumato::image {
namespace {

/// A dark square on light ground, in the middle of 96 x 64 pixels.
Image square() {
    Image picture(96, 64, 3, 230);
    for (int y = 16; y < 48; ++y)
        std::fill(picture.row(y) + 3 * 32, picture.row(y) + 3 * 64, std::uint8_t{20});
    return picture;
}

int brightest(const Image &picture, int x0, int x1, int y) {
    return *std::max_element(picture.row(y) + 3 * x0, picture.row(y) + 3 * x1);
}

TEST(ControlPictures, HaveTheSizeOfTheirSourceWhateverItIs) {
    std::mt19937 random(1);
    for (const auto &[w, h] : {std::pair{1, 1}, {7, 3}, {64, 64}, {130, 65}}) {
        const Image source = random_picture(random, w, h, 3);
        for (const Preprocessor &preprocessor : preprocessors()) {
            const Image made = preprocessor.make(source);
            EXPECT_EQ(made.width, w) << preprocessor.id;
            EXPECT_EQ(made.height, h) << preprocessor.id;
            EXPECT_EQ(made.channels, 3) << preprocessor.id;
        }
    }
}

TEST(ControlPictures, OfLinesAreLightAtEdgesAndDarkElsewhere) {
    for (const char *name : {"canny", "soft_edge", "lineart", "scribble"}) {
        const Image made = (*find_preprocessor(name))->make(square());
        EXPECT_GT(brightest(made, 24, 40, 32), 60) << name << " sees no edge";
        EXPECT_LT(brightest(made, 0, 8, 4), 30) << name << " sees an edge where there is none";
    }
}

TEST(ControlPictures, OfOneColourHaveNoLines) {
    for (const char *name : {"canny", "soft_edge", "lineart", "scribble"})
        EXPECT_EQ((*find_preprocessor(name))->make(Image(64, 64, 3, 120)), Image(64, 64, 3, 0)) << name;
    for (const char *name : {"tile", "colour"})
        EXPECT_EQ((*find_preprocessor(name))->make(Image(64, 64, 3, 120)), Image(64, 64, 3, 120)) << name;
}

TEST(ControlPictures, InvertedTwiceAreThemselves) {
    const auto *invert = *find_preprocessor("invert");
    EXPECT_EQ(invert->make(invert->make(square())), square());
}

TEST(ControlPictures, AreFoundByOtherNamesAndMissedWithAHint) {
    EXPECT_EQ((*find_preprocessor("COLOR"))->id, "colour");
    const auto missing = find_preprocessor("cany");
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().advice.find("canny"), std::string::npos);
}

} // namespace
} // namespace sfumato::image
