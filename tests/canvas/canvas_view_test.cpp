// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/canvas/canvas_fixture.h"

#include <random>
#include <set>

#include <QAccessible>
#include <QSignalSpy>

#include "ui/canvas/canvas_sources.h"
#include "ui/canvas/live_preview.h"

namespace sfumato::ui {
namespace {

int largestDifference(const QImage &a, const QImage &b) {
    int largest = a.size() == b.size() ? 0 : 256;
    for (int y = 0; y < a.height() && largest < 256; ++y)
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
            largest = std::max({largest, std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)), std::abs(qBlue(p) - qBlue(q))});
        }
    return largest;
}

class CanvasShows : public CanvasTest {
protected:
    using CanvasTest::CanvasTest;

    void hideOverlays() {
        MaskStyle style = view.maskStyle();
        style.visible = false;
        view.setMaskStyle(style);
        view.setTool(ToolKind::Pan);
        document.setFrame({-5000, -5000, 64, 64}); // out of sight
    }
};

TEST_F(CanvasShows, EveryPixelExactlyAtWholeZooms) {
    hideOverlays();
    const QImage picture = document.flattened({0, 0, 300, 200}).convertToFormat(QImage::Format_RGB32);
    for (const double zoom : {1.0, 2.0}) {
        view.setZoom(zoom);
        const QImage shown = screen();
        int wrong = 0;
        for (int y = 60; y < 140; ++y)
            for (int x = 110; x < 190; ++x)
                wrong += colourAt(shown, x, y).rgb() != picture.pixel(x, y);
        EXPECT_EQ(wrong, 0) << zoom;
    }
}

TEST_F(CanvasShows, TheSameAfterPanningAndPaintingAsWhenDrawnAnew) {
    std::mt19937 random(11);
    const auto any = [&](int low, int high) { return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1)); };
    view.setTool(ToolKind::Pan);
    for (const double zoom : {1.0, 0.4, 3.0}) {
        view.setZoom(zoom);
        screen();
        for (int n = 0; n < 6; ++n) {
            drag({320, 240}, {320 + any(-60, 60), 240 + any(-40, 40)});
            document::combine(document, document::selectEllipse(QRectF(any(0, 200), any(0, 150), any(10, 90), any(10, 50)), {0, 0, 300, 200}),
                              n % 3 ? document::MaskCombine::Add : document::MaskCombine::Subtract);
            if (n % 4 == 0)
                screen();
        }
        const QImage kept = screen();
        CanvasView fresh(document);
        fresh.resize(view.size());
        fresh.setMaskStyle(view.maskStyle());
        fresh.setTool(ToolKind::Pan);
        fresh.show();
        fresh.setZoom(zoom);
        const QPointF from = fresh.transform().toView(QPointF()), to = view.transform().toView(QPointF());
        // Bring the fresh view to the same place in one go.
        QTest::mousePress(&fresh, Qt::MiddleButton, {}, QPoint(10, 10));
        QMouseEvent event(QEvent::MouseMove, QPointF(10, 10) + to - from, {}, Qt::NoButton, Qt::MiddleButton, {});
        QApplication::sendEvent(&fresh, &event);
        QTest::mouseRelease(&fresh, Qt::MiddleButton, {}, QPoint(10, 10));
        fresh.setShown(view.shown());
        if (fresh.transform().canvasToDevice() != view.transform().canvasToDevice())
            continue; // half a device pixel apart: nothing to compare
        const QImage anew = everything(fresh);
        // Smooth reduction begins at another corner for a part than for the whole, and rounds differently by a step.
        EXPECT_LE(largestDifference(kept, anew), zoom < 1 ? 2 : 0) << zoom;
    }
}

TEST_F(CanvasShows, TheMaskAsStrongAsItIs) {
    QImage grey(300, 200, QImage::Format_Grayscale8);
    grey.fill(0);
    for (int y = 0; y < 200; ++y) {
        grey.scanLine(y)[100] = 64;
        grey.scanLine(y)[150] = 128;
        grey.scanLine(y)[200] = 255;
    }
    document::combine(document, {{}, grey}, document::MaskCombine::Replace);
    view.setTool(ToolKind::Pan);
    MaskStyle style = view.maskStyle();
    style.colour = QColor(0, 0, 255);
    style.opacity = 0.5;
    view.setMaskStyle(style);
    const QImage shown = screen();
    const QImage picture = document.flattened({0, 0, 300, 200});
    const auto [x, weight] = std::pair(100, 64 / 255.0); // too weak for the outline, which runs at one half
    const QColor base = picture.pixelColor(x, 77), seen = colourAt(shown, x, 77);
    EXPECT_NEAR(seen.red(), base.red() * (1 - weight * 0.5), 3);
    EXPECT_NEAR(seen.green(), base.green() * (1 - weight * 0.5), 3);
    EXPECT_NEAR(seen.blue(), base.blue() * (1 - weight * 0.5) + 255 * weight * 0.5, 3);
    style.visible = false;
    view.setMaskStyle(style);
    EXPECT_EQ(colourAt(screen(), x, 77), base);
}

TEST_F(CanvasShows, HatchLeavesGaps) {
    document::fillMask(document);
    MaskStyle style = view.maskStyle();
    style.hatch = true;
    style.opacity = 1;
    view.setMaskStyle(style);
    const QImage shown = screen();
    int strong = 0, weak = 0;
    for (int x = 100; x < 200; ++x)
        (colourAt(shown, x, 100) == QColor(Qt::red) ? strong : weak)++;
    EXPECT_GT(strong, 20);
    EXPECT_GT(weak, 20);
}

TEST_F(CanvasShows, ThePictureAsItWasWhileTheKeyIsHeld) {
    document::addPictureLayer(document, "green", plain({300, 200}, Qt::green), {});
    hideOverlays();
    ASSERT_EQ(colourAt(screen(), 150, 100), QColor(Qt::green));
    QTest::keyPress(&view, Qt::Key_Backslash);
    EXPECT_EQ(colourAt(screen(), 150, 100), document.state().base.toImage({150, 100, 1, 1}).pixelColor(0, 0));
    QTest::keyRelease(&view, Qt::Key_Backslash);
    EXPECT_EQ(colourAt(screen(), 150, 100), QColor(Qt::green));
}

TEST_F(CanvasShows, DifferencesEvenOfOneStep) {
    QImage nearly = document.flattened({0, 0, 300, 200});
    QColor changed = nearly.pixelColor(150, 100);
    changed.setRed(changed.red() > 128 ? changed.red() - 1 : changed.red() + 1);
    nearly.setPixelColor(150, 100, changed);
    document::addPictureLayer(document, "nearly", nearly, {});
    hideOverlays();
    view.setShown(Shown::Difference);
    const QImage shown = screen();
    const QColor here = colourAt(shown, 150, 100), beside = colourAt(shown, 152, 100);
    EXPECT_GT(here.red(), 120);
    EXPECT_GT(here.saturation(), 100);
    EXPECT_EQ(beside.saturation(), 0);
}

TEST_F(CanvasShows, TheLivePreviewUnderTheMaskOnly) {
    hideOverlays();
    const QImage before = screen();
    QImage mask(100, 80, QImage::Format_Grayscale8);
    mask.fill(0);
    for (int y = 20; y < 60; ++y)
        std::fill_n(mask.scanLine(y) + 20, 60, uchar(255));
    view.beginLive({100, 60, 100, 80}, mask);
    view.showLive(plain({13, 10}, Qt::white).convertToFormat(QImage::Format_RGB32), 15);
    QImage during = screen();
    EXPECT_EQ(colourAt(during, 150, 100), QColor(Qt::white));
    for (const auto &[x, y] : {std::pair(110, 70), std::pair(190, 100), std::pair(150, 130), std::pair(90, 100)})
        EXPECT_EQ(colourAt(during, x, y), colourAt(before, x, y)) << x << ' ' << y;
    view.showLive(plain({13, 10}, Qt::blue), 16);
    EXPECT_EQ(colourAt(screen(), 150, 100), QColor(Qt::blue));
    view.endLive();
    EXPECT_EQ(screen(), before);
}

TEST_F(CanvasShows, ACandidateAsKeepingItWillDo) {
    hideOverlays();
    QImage mask(100, 80, QImage::Format_Grayscale8);
    mask.fill(0);
    std::fill_n(mask.scanLine(40) + 20, 60, uchar(3)); // hardly masked, and yet the engine's own pixel
    const QImage picture = plain({100, 80}, Qt::magenta);
    const QImage before = screen();
    view.showCandidate(picture, {100, 60, 100, 80}, mask);
    const QImage shown = screen();
    EXPECT_EQ(colourAt(shown, 150, 100), QColor(Qt::magenta));
    EXPECT_EQ(colourAt(shown, 150, 99), colourAt(before, 150, 99));
    QTest::keyPress(&view, Qt::Key_Backslash);
    EXPECT_EQ(screen(), before);
    QTest::keyRelease(&view, Qt::Key_Backslash);
    view.showCandidate({}, {}, {});
    EXPECT_EQ(screen(), before);
    document::keepResult(document, {picture, {100, 60, 100, 80}, mask, "kept", "", ""});
    EXPECT_EQ(screen(), shown);
}

TEST_F(CanvasShows, TheMaskGrownAndFeatheredAsTheSamplerWillUseIt) {
    view.setTool(ToolKind::Pan);
    const QRect page(0, 0, 300, 200);
    document::combine(document, document::selectRectangle({100, 80, 60, 40}, page), document::MaskCombine::Add);
    const auto red = [&](int x) { return colourAt(screen(), x, 100).red() - document.flattened({x, 100, 1, 1}).pixelColor(0, 0).red(); };
    ASSERT_EQ(red(170), 0);
    const auto plan = document::planFrame(page, page, {90, 70, 80, 60}, 512);
    view.setMaskUse({MaskMode::Soft, 20, 0}, plan);
    EXPECT_GT(red(170), 0);
    EXPECT_EQ(red(190), 0);
    view.setMaskUse({}, plan);
    EXPECT_EQ(red(170), 0);
}

TEST_F(CanvasShows, StrokesAndPansWhileAJobRuns) {
    view.beginLive({0, 0, 300, 200}, {});
    setBrush(20);
    QTest::mousePress(&view, Qt::LeftButton, {}, over(100, 100));
    view.showLive(plain({38, 25}, Qt::white), 1);
    move(at(140, 100), Qt::LeftButton);
    view.showLive(plain({38, 25}, Qt::white), 2);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, over(140, 100));
    EXPECT_EQ(maskAt(120, 100), 255);
    const QPointF corner = at(0, 0);
    drag({300, 200}, {320, 210}, Qt::MiddleButton);
    EXPECT_EQ(at(0, 0), corner + QPointF(20, 10));
    EXPECT_TRUE(view.isLive());
}

TEST_F(CanvasShows, ALayerBesideThePicture) {
    document::addPictureLayer(document, "beside", plain({40, 40}, Qt::yellow), {310, 20});
    EXPECT_EQ(colourAt(screen(), 330, 40), QColor(Qt::yellow));
}

TEST_F(CanvasShows, ACheckerboardUnderWhatIsTransparent) {
    document::Document empty(document::emptyState({200, 200}));
    CanvasView canvas(empty);
    canvas.resize(400, 400);
    canvas.show();
    canvas.setZoom(1);
    canvas.setTool(ToolKind::Pan);
    const QImage shown = canvas.grab().toImage();
    std::set<QRgb> colours;
    for (int x = 150; x < 250; ++x)
        colours.insert(shown.pixel(static_cast<int>(x * canvas.devicePixelRatioF()), shown.height() / 2 + 3));
    EXPECT_EQ(colours.size(), 2u);
}

TEST_F(CanvasShows, ControlWheelZoomsAtThePointerAndPlainWheelPans) {
    const QPointF pointer = at(60, 40), held = view.transform().toCanvas(pointer);
    wheel(pointer, 120, Qt::ControlModifier);
    EXPECT_NEAR(view.transform().zoom(), std::exp2(0.25), 1e-9);
    EXPECT_LE(QLineF(view.transform().toView(held), pointer).length(), 1.5);
    const double zoom = view.transform().zoom();
    const QPointF before = at(0, 0);
    wheel(pointer, -120);
    EXPECT_EQ(view.transform().zoom(), zoom);
    EXPECT_LT(at(0, 0).y(), before.y());
    EXPECT_EQ(at(0, 0).x(), before.x());
    wheel(pointer, -120, Qt::ShiftModifier);
    EXPECT_LT(at(0, 0).x(), before.x());
}

TEST_F(CanvasShows, ArrowKeysPan) {
    const QPointF before = at(0, 0);
    QTest::keyClick(&view, Qt::Key_Right);
    EXPECT_LT(at(0, 0).x(), before.x());
    QTest::keyClick(&view, Qt::Key_Up);
    EXPECT_GT(at(0, 0).y(), before.y());
}

TEST_F(CanvasShows, StaysFittedUntilSomebodyZooms) {
    view.fit();
    view.resize(900, 700);
    QTRY_COMPARE(view.size(), QSize(900, 700));
    const QRectF shown = view.transform().toView(QRectF(0, 0, 300, 200));
    EXPECT_NEAR(shown.width(), 900 - 48, 2);
    view.setZoom(1);
    view.resize(640, 480);
    QTRY_COMPARE(view.size(), QSize(640, 480));
    EXPECT_EQ(view.transform().zoom(), 1);
}

TEST_F(CanvasShows, TellsAssistiveTechnologyWhatItIs) {
    QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(&view);
    ASSERT_TRUE(accessible);
    EXPECT_EQ(accessible->role(), QAccessible::Graphic);
    EXPECT_EQ(accessible->text(QAccessible::Name), "Image 300x200, mask covers 0 %");
    document::combine(document, document::selectRectangle({0, 0, 150, 50}, {0, 0, 300, 200}), document::MaskCombine::Add);
    QTRY_COMPARE(accessible->text(QAccessible::Name), QStringLiteral("Image 300x200, mask covers 13 %"));
}

TEST(MaskedPreview, IsAsLargeAsItsRegionButNotLarger) {
    EXPECT_EQ(maskedPreview(plain({64, 64}, Qt::white), {512, 384}, {}).size(), QSize(512, 384));
    EXPECT_EQ(maskedPreview(plain({64, 64}, Qt::white), {6000, 4000}, {}).size(), QSize(1024, 682));
    EXPECT_TRUE(maskedPreview({}, {512, 384}, {}).isNull());
}

TEST(DifferenceOf, ShowsChangesOfAnyChannel) {
    const QImage before = plain({2, 1}, QColor(10, 20, 30, 200));
    QImage after = before;
    after.setPixelColor(1, 0, QColor(10, 20, 30, 201));
    const QImage shown = differenceOf(before, after);
    EXPECT_EQ(QColor(shown.pixel(0, 0)).saturation(), 0);
    EXPECT_GT(QColor(shown.pixel(1, 0)).saturation(), 50);
}

} // namespace
} // namespace sfumato::ui
