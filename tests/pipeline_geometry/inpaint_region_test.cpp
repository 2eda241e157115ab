// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/inpaint_region.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace sfumato::pipeline {
namespace {

int between(std::mt19937 &random, int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

TEST(InpaintRegion, ContainsTheMaskLiesInsideAndHasTheProcessAspect) {
    std::mt19937 random(15);
    for (int n = 0; n < 5000; ++n) {
        const int w = between(random, 64, 2000), h = between(random, 64, 2000);
        const int x0 = between(random, 0, w - 1), y0 = between(random, 0, h - 1);
        const Rect box{x0, y0, between(random, x0 + 1, w), between(random, y0 + 1, h)};
        const int tw = between(random, 256, 1024), th = between(random, 256, 1024);
        const InpaintRegion r = inpaint_region(w, h, box, between(random, 0, 200), tw, th);
        ASSERT_TRUE(r.crop.x0 >= 0 && r.crop.y0 >= 0 && r.crop.x1 <= w && r.crop.y1 <= h) << n;
        ASSERT_TRUE(r.crop.x0 <= box.x0 && r.crop.y0 <= box.y0 && r.crop.x1 >= box.x1 && r.crop.y1 >= box.y1) << n;
        ASSERT_EQ(r.process_width % 8, 0);
        ASSERT_EQ(r.process_height % 8, 0);
        if (r.process_width == 64 || r.process_height == 64)
            continue; // a strip, held to the smallest side
        const double crop = static_cast<double>(r.crop.width()) / r.crop.height();
        const double process = static_cast<double>(r.process_width) / r.process_height;
        // A crop's side is rounded by half a pixel, a process side by four.
        const double allowed = 0.6 / std::min(r.crop.width(), r.crop.height()) + 4.2 / r.process_width + 4.2 / r.process_height;
        ASSERT_LE(std::abs(std::log(crop / process)), allowed) << n;
    }
}

TEST(InpaintRegion, KeepsTheWantedSizeWhereThePictureHasRoom) {
    const InpaintRegion r = inpaint_region(1000, 800, {480, 380, 520, 420}, 32, 512, 512);
    EXPECT_EQ(r, (InpaintRegion{{448, 348, 552, 452}, 512, 512}));
}

TEST(InpaintRegion, WidensToTheAspectAroundTheMask) {
    const InpaintRegion r = inpaint_region(1000, 800, {490, 350, 510, 450}, 0, 768, 512);
    EXPECT_EQ(r.crop, (Rect{425, 350, 575, 450}));
}

TEST(InpaintRegion, MovesInsideAtTheBorder) {
    const InpaintRegion r = inpaint_region(1000, 800, {0, 300, 10, 400}, 0, 512, 512);
    EXPECT_EQ(r.crop, (Rect{0, 300, 100, 400}));
    EXPECT_EQ(inpaint_region(1000, 800, {990, 790, 1000, 800}, 45, 512, 512).crop, (Rect{945, 745, 1000, 800}));
}

TEST(InpaintRegion, ChangesTheProcessAspectRatherThanSqueezing) {
    // The mask spans a panorama: no square fits, so 512 x 512 pixels are spent on a strip of 4 to 1.
    const InpaintRegion r = inpaint_region(1600, 400, {0, 100, 1600, 300}, 0, 512, 512);
    EXPECT_EQ(r, (InpaintRegion{{0, 0, 1600, 400}, 1024, 256}));
}

TEST(InpaintRegion, TakesTheWholePictureForAnEmptyMask) {
    EXPECT_EQ(inpaint_region(640, 640, {}, 32, 512, 512), (InpaintRegion{{0, 0, 640, 640}, 512, 512}));
}

TEST(InpaintRegion, RoundsTheWantedSizeToEights) {
    const InpaintRegion r = inpaint_region(1000, 1000, {480, 480, 520, 520}, 0, 509, 515);
    EXPECT_EQ(r.process_width, 512);
    EXPECT_EQ(r.process_height, 512);
}

TEST(InpaintRegion, StaysWithinLimitsForStrips) {
    const InpaintRegion r = inpaint_region(16000, 1, {100, 0, 15000, 1}, 1024, 512, 512);
    EXPECT_EQ(r.crop.height(), 1);
    EXPECT_EQ(r.process_height, 64);
    EXPECT_LE(r.process_width, 16384);
}

} // namespace
} // namespace sfumato::pipeline
