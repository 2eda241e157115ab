// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/tile_image.h"

#include <QColor>
#include <gtest/gtest.h>

namespace sfumato::document {
namespace {

QImage noise(QSize size, unsigned seed) {
    QImage picture(size, QImage::Format_RGBA8888);
    for (int y = 0; y < size.height(); ++y)
        for (int x = 0; x < 4 * size.width(); ++x) {
            seed = seed * 1664525U + 1013904223U;
            picture.scanLine(y)[x] = static_cast<uchar>(seed >> 24);
        }
    return picture;
}

TEST(TileImage, GivesBackWhatWasPasted_AcrossTilesAndLeftOfTheOrigin) {
    const QImage picture = noise({200, 131}, 7);
    const TileImage tiles(picture, 4, {-70, -3});
    EXPECT_EQ(tiles.toImage({{-70, -3}, picture.size()}), picture);
    EXPECT_EQ(tiles.toImage({-20, 10, 50, 40}), picture.copy(50, 13, 50, 40));
}

TEST(TileImage, IsZeroWhereNothingWasPainted) {
    const TileImage tiles(noise({10, 10}, 1), 4, {100, 100});
    const QImage around = tiles.toImage({90, 90, 10, 10});
    EXPECT_EQ(around.pixelColor(9, 9), QColor(0, 0, 0, 0));
    EXPECT_EQ(TileImage(1).toImage({0, 0, 5, 5}).pixelColor(2, 2), QColor(0, 0, 0));
}

TEST(TileImage, IsSparse) {
    TileImage mask(1);
    mask.writable(tileAt({1'000'000, -1'000'000}))[5] = 255;
    EXPECT_EQ(mask.bytes(), mask.tileBytes());
    EXPECT_EQ(mask.bounds().size(), QSize(1, 1));
}

TEST(TileImage, BoundsAreExact) {
    QImage dot(3, 2, QImage::Format_Grayscale8);
    dot.fill(9);
    TileImage mask(dot, 1, {62, 127});
    EXPECT_EQ(mask.bounds(), QRect(62, 127, 3, 2));
    mask.clear({62, 127, 3, 1});
    EXPECT_EQ(mask.bounds(), QRect(62, 128, 3, 1));
    mask.clear({0, 0, 500, 500});
    EXPECT_TRUE(mask.bounds().isNull());
    EXPECT_EQ(mask.bytes(), 0) << "blank tiles are given back";
}

TEST(TileImage, CopiesKeepTheirPixelsWhenTheOriginalIsWrittenTo) {
    TileImage original(noise({64, 64}, 3), 4);
    const TileImage snapshot = original;
    original.writable({0, 0})[0] ^= 255;
    EXPECT_FALSE(snapshot == original);
    EXPECT_EQ(snapshot.toImage({0, 0, 64, 64}), noise({64, 64}, 3));
}

TEST(TileImage, ComparesPixelsAndNotStorage) {
    TileImage a(1), b(1);
    a.writable({4, 4}); // a tile of zeros
    EXPECT_TRUE(a == b);
    b.writable({4, 4})[0] = 1;
    EXPECT_FALSE(a == b);
    EXPECT_FALSE(b == a);
}

} // namespace
} // namespace sfumato::document
