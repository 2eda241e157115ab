// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/scaled_tiles.h"

#include <gtest/gtest.h>

namespace sfumato::ui {
namespace {

const QDeadlineTimer forever(QDeadlineTimer::Forever);

/// A picture without borders whose pixel values say where they are.
QImage coordinates(const QRect &area) {
    QImage image(area.size(), QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < area.height(); ++y)
        for (int x = 0; x < area.width(); ++x)
            image.setPixel(x, y, qRgb((area.left() + x) & 255, (area.top() + y) & 255, 7));
    return image;
}

TEST(ScaledTiles, GivesTheSourceItselfAtLevelZero) {
    ScaledTiles tiles(coordinates);
    const QRect area(-300, -20, 700, 513);
    bool complete = false;
    EXPECT_EQ(tiles.assemble(0, area, forever, complete), coordinates(area));
    EXPECT_TRUE(complete);
}

TEST(ScaledTiles, AveragesAtHigherLevels) {
    ScaledTiles tiles([](const QRect &area) {
        QImage image(area.size(), QImage::Format_ARGB32_Premultiplied);
        for (int y = 0; y < area.height(); ++y)
            for (int x = 0; x < area.width(); ++x)
                image.setPixel(x, y, ((area.left() + x) ^ (area.top() + y)) & 1 ? 0xff000000 : 0xffffffff);
        return image;
    });
    bool complete = false;
    const QImage grey = tiles.assemble(3, {-5, -5, 20, 20}, forever, complete);
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 20; ++x)
            ASSERT_EQ(grey.pixel(x, y), 0xff808080u);
}

TEST(ScaledTiles, RepairsJustWhatChanged) {
    QRgb colour = 0xff102030;
    qint64 asked = 0;
    ScaledTiles tiles([&](const QRect &area) {
        asked += qint64(area.width()) * area.height();
        QImage image(area.size(), QImage::Format_ARGB32_Premultiplied);
        image.fill(colour);
        return image;
    });
    bool complete = false;
    const QRect all(0, 0, 512, 512);
    tiles.assemble(1, all, forever, complete);
    asked = 0;
    colour = 0xff405060;
    tiles.invalidate({101, 203, 64, 30});
    const QImage image = tiles.assemble(1, all, forever, complete);
    EXPECT_LE(asked, 66 * 32);
    EXPECT_EQ(image.pixel(50, 101), colour);
    EXPECT_EQ(image.pixel(82, 116), colour);
    EXPECT_EQ(image.pixel(49, 101), 0xff102030u);
    EXPECT_EQ(image.pixel(83, 116), 0xff102030u);
}

TEST(ScaledTiles, KeepsNothingOfTransparentCells) {
    ScaledTiles tiles([](const QRect &) { return QImage(); });
    bool complete = false;
    EXPECT_TRUE(tiles.assemble(0, {0, 0, 2000, 2000}, forever, complete).isNull());
    EXPECT_TRUE(complete);
    EXPECT_EQ(tiles.bytes(), 0);
}

TEST(ScaledTiles, ForgetsWhatBecameTransparent) {
    bool painted = true;
    ScaledTiles tiles([&](const QRect &area) { return painted ? coordinates(area) : QImage(); });
    bool complete = false;
    tiles.assemble(0, {0, 0, 100, 100}, forever, complete);
    painted = false;
    tiles.invalidate({0, 0, 256, 256});
    const QImage image = tiles.assemble(0, {0, 0, 100, 100}, forever, complete);
    EXPECT_TRUE(image.isNull() || image.pixel(50, 50) == 0);
}

TEST(ScaledTiles, ShowsACoarserLevelWhileThereIsNoTime) {
    ScaledTiles tiles([](const QRect &area) {
        QImage image(area.size(), QImage::Format_ARGB32_Premultiplied);
        image.fill(0xff336699);
        return image;
    });
    bool complete = false;
    tiles.assemble(2, {0, 0, 256, 256}, forever, complete);
    const QImage late = tiles.assemble(0, {300, 300, 200, 200}, QDeadlineTimer(0), complete);
    EXPECT_FALSE(complete);
    EXPECT_EQ(late.pixel(100, 100), 0xff336699u);
    tiles.assemble(0, {300, 300, 200, 200}, forever, complete);
    EXPECT_TRUE(complete);
}

TEST(ScaledTiles, StaysWithinItsMemory) {
    ScaledTiles tiles([](const QRect &area) {
        QImage image(area.size(), QImage::Format_ARGB32_Premultiplied);
        image.fill(0xff336699);
        return image;
    });
    bool complete = false;
    for (int x = 0; x < 12000; x += 1000)
        tiles.assemble(0, {x, 0, 1000, 8000}, forever, complete);
    EXPECT_LE(tiles.bytes(), 224 << 20);
}

TEST(LevelFor, DrawsAtHalfToFullSize) {
    EXPECT_EQ(ScaledTiles::levelFor(8), 0);
    EXPECT_EQ(ScaledTiles::levelFor(1), 0);
    EXPECT_EQ(ScaledTiles::levelFor(0.81), 0);
    EXPECT_EQ(ScaledTiles::levelFor(0.5), 1);
    EXPECT_EQ(ScaledTiles::levelFor(0.26), 1);
    EXPECT_EQ(ScaledTiles::levelFor(0.25), 2);
    EXPECT_EQ(ScaledTiles::levelFor(1.0 / 64), 6);
}

} // namespace
} // namespace sfumato::ui
