// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/mask_outline.h"
#include "ui/canvas/outline.h"

#include <cmath>

#include <gtest/gtest.h>

namespace sfumato::ui {
namespace {

QImage blank(int w, int h) {
    QImage mask(w, h, QImage::Format_Grayscale8);
    mask.fill(0);
    return mask;
}

double area(const QPolygonF &line) {
    double twice = 0;
    for (qsizetype i = 0; i + 1 < line.size(); ++i)
        twice += line[i].x() * line[i + 1].y() - line[i + 1].x() * line[i].y();
    return twice / 2;
}

TEST(Outline, IsEmptyWithoutAMask) {
    EXPECT_TRUE(outline({}).empty());
    EXPECT_TRUE(outline(blank(9, 9)).empty());
}

TEST(Outline, GoesOnceAroundAPixel) {
    QImage mask = blank(3, 3);
    mask.scanLine(1)[1] = 255;
    const auto lines = outline(mask);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].first(), lines[0].last());
    EXPECT_NEAR(lines[0].boundingRect().center().x(), 1.5, 1e-9);
    EXPECT_NEAR(lines[0].boundingRect().width(), 1, 0.01);
}

TEST(Outline, LiesOnTheMiddleOfASoftDisc) {
    constexpr double radius = 30, middle = 50;
    QImage mask = blank(100, 100);
    for (int y = 0; y < 100; ++y)
        for (int x = 0; x < 100; ++x) {
            const double d = std::hypot(x + 0.5 - middle, y + 0.5 - middle);
            mask.scanLine(y)[x] = static_cast<uchar>(std::lround(255 / (1 + std::exp((d - radius) / 3))));
        }
    const auto lines = outline(mask);
    ASSERT_EQ(lines.size(), 1u);
    for (const QPointF &p : lines[0])
        EXPECT_NEAR(std::hypot(p.x() - middle, p.y() - middle), radius, 0.1);
}

TEST(Outline, HasALineOfItsOwnForAHoleAndForEachIsland) {
    QImage mask = blank(40, 40);
    for (int y = 5; y < 25; ++y)
        for (int x = 5; x < 25; ++x)
            mask.scanLine(y)[x] = x > 10 && x < 20 && y > 10 && y < 20 ? 0 : 255;
    mask.scanLine(30)[30] = mask.scanLine(31)[31] = 255; // touch by a corner only
    const auto lines = outline(mask);
    ASSERT_EQ(lines.size(), 4u);
    int turns = 0;
    for (const QPolygonF &line : lines)
        turns += area(line) < 0 ? 1 : -1;
    EXPECT_EQ(turns, 2) << "the hole runs the other way round";
}

TEST(Outline, RunsAlongTheBorderOfAFullMask) {
    QImage mask(10, 6, QImage::Format_Grayscale8);
    mask.fill(255);
    const auto lines = outline(mask);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_NEAR(lines[0].boundingRect().width(), 10, 0.01);
    EXPECT_NEAR(lines[0].boundingRect().height(), 6, 0.01);
}

TEST(MaskOutline, StandsInCanvasPixelsHoweverLargeTheMask) {
    for (const int scale : {1, 16}) {
        document::TileImage mask(1);
        QImage painted = blank(200 * scale, 100 * scale);
        painted.fill(255);
        mask.paste(painted, QPoint(-60, 30) * scale);
        const auto lines = maskOutline(mask);
        ASSERT_EQ(lines.size(), 1u);
        const QRectF box = lines[0].boundingRect();
        EXPECT_NEAR(box.left(), -60.0 * scale, scale);
        EXPECT_NEAR(box.top(), 30.0 * scale, scale);
        EXPECT_NEAR(box.width(), 200.0 * scale, scale);
        EXPECT_NEAR(box.height(), 100.0 * scale, scale);
    }
    EXPECT_TRUE(maskOutline(document::TileImage(1)).empty());
}

} // namespace
} // namespace sfumato::ui
