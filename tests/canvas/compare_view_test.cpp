// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/candidates/compare_view.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>

#include <gtest/gtest.h>

namespace sfumato::ui {
namespace {

QImage plain(QSize size, QColor colour) {
    QImage picture(size, QImage::Format_RGBA8888);
    picture.fill(colour);
    return picture;
}

class CanvasCompare : public testing::Test {
protected:
    CanvasCompare() {
        view.resize(600, 400);
        view.show();
        view.setPictures(plain({300, 200}, Qt::red), plain({300, 200}, Qt::blue));
    }
    QColor seen(int x, int y) {
        QImage shown = view.grab().toImage();
        for (int n = 0; n < 200 && !view.isUpToDate(); ++n)
            shown = view.grab().toImage();
        return shown.pixelColor(static_cast<int>(x * view.devicePixelRatioF()), static_cast<int>(y * view.devicePixelRatioF()));
    }
    CompareView view;
};

TEST_F(CanvasCompare, SplitsAtADividerThatIsDragged) {
    EXPECT_EQ(seen(250, 200), QColor(Qt::red));
    EXPECT_EQ(seen(350, 200), QColor(Qt::blue));
    QTest::mousePress(&view, Qt::LeftButton, {}, QPoint(300, 100));
    QMouseEvent move(QEvent::MouseMove, QPointF(400, 100), view.mapToGlobal(QPointF(400, 100)), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(&view, &move);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, QPoint(400, 100));
    EXPECT_NEAR(view.divider(), 400 / 600.0, 0.01);
    EXPECT_EQ(seen(350, 150), QColor(Qt::red));
    QTest::keyClick(&view, Qt::Key_Left);
    EXPECT_NEAR(view.divider(), 400 / 600.0 - 0.02, 0.01);
}

TEST_F(CanvasCompare, ShowsTheSamePlaceBesideEachOther) {
    view.setMode(CompareMode::SideBySide);
    EXPECT_EQ(seen(150, 200), QColor(Qt::red));
    EXPECT_EQ(seen(450, 200), QColor(Qt::blue));
}

TEST_F(CanvasCompare, ShowsTheDifference) {
    view.setMode(CompareMode::Difference);
    EXPECT_GT(seen(300, 250).saturation(), 100);
    view.setPictures(plain({300, 200}, Qt::red), plain({300, 200}, Qt::red));
    EXPECT_EQ(seen(300, 250).saturation(), 0);
}

TEST_F(CanvasCompare, TakesAPictureOfAnotherSizeForTheSamePlace) {
    view.setPictures(plain({150, 100}, Qt::green), plain({300, 200}, Qt::blue));
    EXPECT_EQ(seen(250, 200), QColor(Qt::green));
}

TEST_F(CanvasCompare, KeepsPlaceAndZoomWhenThePicturesChange) {
    QTest::keyClick(&view, Qt::Key_Plus);
    const double zoom = view.transform().zoom();
    view.setPictures(plain({300, 200}, Qt::green), plain({300, 200}, Qt::yellow));
    EXPECT_EQ(view.transform().zoom(), zoom);
    QTest::keyClick(&view, Qt::Key_0);
    EXPECT_NE(view.transform().zoom(), zoom);
}

} // namespace
} // namespace sfumato::ui
