// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/view_transform.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace sfumato::ui {
namespace {

ViewTransform transform(QSize canvas, QSizeF view, qreal ratio) {
    ViewTransform t;
    t.setExtent(QRect({}, canvas));
    t.setView(view, ratio);
    return t;
}

double distance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

class AtRatio : public testing::TestWithParam<double> {};
INSTANTIATE_TEST_SUITE_P(ViewTransform, AtRatio, testing::Values(1.0, 1.25, 1.5, 1.75, 2.0));

TEST_P(AtRatio, MapsThereAndBack) {
    auto t = transform({769, 513}, {800, 600}, GetParam());
    std::mt19937 random(3);
    std::uniform_real_distribution<double> any(0, 500);
    for (int n = 0; n < 200; ++n) {
        t.setZoom(std::exp2(any(random) / 100 - 3), {any(random), any(random)});
        t.setRotation(any(random), {any(random), any(random)});
        const QPointF p(any(random), any(random));
        ASSERT_LT(distance(t.toCanvas(t.toView(p)), p), 1e-9);
    }
}

TEST_P(AtRatio, StandsOnWholeDevicePixelsAtWholeZoomsAndQuarterTurns) {
    auto t = transform({769, 513}, {801, 599}, GetParam());
    for (const double zoom : {1.0, 2.0, 4.0, 8.0})
        for (const double degrees : {0.0, 90.0, 180.0, 270.0}) {
            t.setRotation(degrees, {10.3, 20.7});
            t.setZoom(zoom, {333.3, 222.2});
            t.pan({0.37, -0.61});
            const QPointF p = t.canvasToDevice().map(QPointF(17, 31));
            EXPECT_EQ(p, QPointF(std::round(p.x()), std::round(p.y()))) << zoom << ' ' << degrees;
        }
}

TEST_P(AtRatio, ZoomsAtTheCursor) {
    auto t = transform({6000, 4000}, {1000, 700}, GetParam());
    t.fit(24);
    const QPointF cursor(413.2, 287.9), held = t.toCanvas(cursor);
    const double start = t.zoom();
    for (int n = 0; n < 200; ++n) {
        t.setZoom(t.zoom() * 1.02, cursor);
        // The corner is drawn on a whole device pixel, up to 0.7 of one away from where it is; so it was at the start.
        ASSERT_LE(distance(t.toView(held), cursor) * t.ratio(), 0.71 * (1 + t.zoom() / start)) << n;
    }
}

TEST_P(AtRatio, ComesBackExactlyAfterZoomingInAndOut) {
    auto t = transform({2048, 1365}, {1000, 700}, GetParam());
    t.centreOn({1024, 700});
    const auto before = t.canvasToDevice();
    for (int n = 0; n < 12; ++n)
        t.setZoom(t.zoom() * 2, {417, 333});
    for (int n = 0; n < 6; ++n)
        t.setZoom(t.zoom() / 2, {417, 333});
    EXPECT_EQ(t.zoom(), 1);
    EXPECT_EQ(t.canvasToDevice(), before);
}

TEST_P(AtRatio, AddsUpSmallPans) {
    auto t = transform({512, 512}, {1000, 700}, GetParam());
    t.centreOn({256, 256});
    const QPointF before = t.toView(QPointF(0, 0));
    for (int n = 0; n < 100; ++n)
        t.pan({0.3, 0.2});
    EXPECT_LE(distance(t.toView(QPointF(0, 0)), before + QPointF(30, 20)) * t.ratio(), 1.5);
}

TEST_P(AtRatio, RotatesAboutThePointGiven) {
    auto t = transform({640, 480}, {900, 700}, GetParam());
    t.fit(24);
    const QPointF pivot(500, 300), held = t.toCanvas(pivot);
    for (int n = 0; n < 24; ++n) {
        t.setRotation(t.rotation() + 15, pivot);
        EXPECT_LE(distance(t.toView(held), pivot) * t.ratio(), 1.5) << n;
    }
    EXPECT_EQ(t.rotation(), 0);
}

TEST_P(AtRatio, FitsTheWholeCanvasInTheMiddle) {
    for (const QSize size : {QSize(769, 513), QSize(6000, 4000), QSize(100, 3000)})
        for (const double degrees : {0.0, 30.0, 90.0}) {
            auto t = transform(size, {900, 700}, GetParam());
            t.setRotation(degrees, {0, 0});
            t.fit(24);
            const QRectF shown = t.toView(QRectF(QPointF(), QSizeF(size)));
            EXPECT_GE(shown.left(), 23);
            EXPECT_GE(shown.top(), 23);
            EXPECT_LE(shown.right(), 877);
            EXPECT_LE(shown.bottom(), 677);
            EXPECT_LE(distance(shown.center(), t.centre()), 1.5);
        }
}

TEST(ViewTransform, NeverLosesTheCanvasOutOfSight) {
    auto t = transform({512, 512}, {1000, 700}, 1);
    t.pan({1e6, -1e6});
    const QRectF shown = t.toView(QRectF(0, 0, 512, 512));
    EXPECT_TRUE(shown.intersects(QRectF(0, 0, 1000, 700)));
}

TEST(ViewTransform, SaysWhatARectangleOfTheScreenShows) {
    auto t = transform({100, 100}, {400, 400}, 2);
    t.setZoom(4, {0, 0});
    t.centreOn({50, 50}); // the canvas is 200 points wide, from 100 on
    EXPECT_EQ(t.toDevice(QRectF(0, 0, 100, 100)), QRect(200, 200, 400, 400));
    EXPECT_EQ(t.shownBy({200, 200, 4, 4}), QRect(0, 0, 1, 1));
    EXPECT_EQ(t.shownBy({201, 201, 4, 4}), QRect(0, 0, 2, 2));
    EXPECT_EQ(t.shownBy({192, 192, 8, 8}), QRect(-2, -2, 2, 2));
}

TEST(NextZoom, GoesThroughTheUsualSteps) {
    EXPECT_EQ(nextZoom(1, true), 1.5);
    EXPECT_EQ(nextZoom(1, false), 2.0 / 3);
    EXPECT_EQ(nextZoom(0.81, true), 1);
    EXPECT_EQ(nextZoom(0.81, false), 2.0 / 3);
    EXPECT_EQ(nextZoom(64, true), 64);
    EXPECT_EQ(nextZoom(1.0 / 64, false), 1.0 / 64);
}

} // namespace
} // namespace sfumato::ui
