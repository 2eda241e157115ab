// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/wand.h"

#include <cstdlib>
#include <deque>

#include <gtest/gtest.h>

#include "tests/image/random_images.h"

namespace sfumato::image {
namespace {

bool similar(const Image &picture, int x, int y, int u, int v, int tolerance) {
    const auto channels = static_cast<std::size_t>(picture.channels);
    for (std::size_t c = 0; c < channels; ++c)
        if (std::abs(picture.row(y)[x * channels + c] - picture.row(v)[u * channels + c]) > tolerance)
            return false;
    return true;
}

/// By the definition: breadth first from the pixel.
Image reached_by_definition(const Image &picture, int x, int y, int tolerance) {
    Image out(picture.width, picture.height, 1);
    std::deque<std::pair<int, int>> open{{x, y}};
    while (!open.empty()) {
        const auto [u, v] = open.front();
        open.pop_front();
        if (u < 0 || v < 0 || u >= picture.width || v >= picture.height || out.row(v)[u] ||
            !similar(picture, x, y, u, v, tolerance))
            continue;
        out.row(v)[u] = 255;
        for (const auto &[dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}})
            open.emplace_back(u + dx, v + dy);
    }
    return out;
}

TEST(Wand, TakesWhatIsSimilarAndConnected) {
    std::mt19937 random(11);
    for (int i = 0; i < 60; ++i) {
        const Image picture = random_picture(random, 23, 17, i % 3 == 0 ? 1 : i % 3 == 1 ? 3 : 4);
        const int x = random_int(random, 0, 22), y = random_int(random, 0, 16), tolerance = 40 + 3 * i;
        EXPECT_EQ(wand(picture, x, y, tolerance, WandReach::Connected), reached_by_definition(picture, x, y, tolerance));
    }
}

TEST(Wand, TakesWhatIsSimilarAnywhere) {
    std::mt19937 random(12);
    const Image picture = random_picture(random, 40, 30, 4);
    const Image out = wand(picture, 7, 9, 90, WandReach::Everywhere);
    for (int y = 0; y < 30; ++y)
        for (int x = 0; x < 40; ++x)
            ASSERT_EQ(out.row(y)[x], similar(picture, 7, 9, x, y, 90) ? 255 : 0);
}

TEST(Wand, ToleranceZeroTakesEqualPixelsAloneAnd255All) {
    Image picture(3, 1, 3);
    picture.pixels = {0, 0, 0, 0, 0, 1, 255, 255, 255};
    EXPECT_EQ(wand(picture, 0, 0, 0, WandReach::Everywhere).pixels, (std::vector<std::uint8_t>{255, 0, 0}));
    EXPECT_EQ(wand(picture, 2, 0, 255, WandReach::Connected).pixels, (std::vector<std::uint8_t>{255, 255, 255}));
}

} // namespace
} // namespace sfumato::image
