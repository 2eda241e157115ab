// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/canvas/canvas_fixture.h"

#include <QSignalSpy>

#include "ui/canvas/tools/frame_tool.h"

namespace sfumato::ui {
namespace {

using CanvasTools = CanvasTest;

TEST_F(CanvasTools, BrushPaintsTheMaskUnderThePointerAsOneStep) {
    setBrush(20);
    drag(over(100, 100), over(160, 100));
    EXPECT_EQ(maskAt(100, 100), 255);
    EXPECT_EQ(maskAt(130, 105), 255);
    EXPECT_EQ(maskAt(160, 100), 255);
    EXPECT_EQ(maskAt(130, 120), 0);
    EXPECT_EQ(document.history().position(), 1);
    document.history().undo();
    EXPECT_TRUE(document.state().mask.isBlank());
}

TEST_F(CanvasTools, BrushPaintsWhereItPointsInATurnedAndEnlargedView) {
    setBrush(6);
    view.setZoom(3);
    view.rotateBy(30);
    drag(over(150, 100), over(150, 100) + QPoint(1, 0));
    EXPECT_EQ(maskAt(150, 100), 255);
    EXPECT_EQ(maskAt(156, 100), 0);
    EXPECT_EQ(maskAt(150, 106), 0);
}

TEST_F(CanvasTools, EscapeAbandonsTheStroke) {
    QTest::mousePress(&view, Qt::LeftButton, {}, over(100, 100));
    move(at(140, 100), Qt::LeftButton);
    ASSERT_NE(maskAt(120, 100), 0);
    QTest::keyClick(&view, Qt::Key_Escape);
    EXPECT_TRUE(document.state().mask.isBlank());
    move(at(180, 100), Qt::LeftButton);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, over(180, 100));
    EXPECT_TRUE(document.state().mask.isBlank());
    EXPECT_FALSE(document.history().canUndo());
}

TEST_F(CanvasTools, EraserTakesFromTheMaskAndXSwaps) {
    document::fillMask(document);
    setBrush(30);
    view.swapBrushAndEraser();
    ASSERT_EQ(view.tool(), ToolKind::Eraser);
    drag(over(100, 100), over(130, 100));
    EXPECT_EQ(maskAt(115, 100), 0);
    EXPECT_EQ(maskAt(115, 150), 255);
    view.swapBrushAndEraser();
    EXPECT_EQ(view.tool(), ToolKind::Brush);
}

TEST_F(CanvasTools, EraserTakesFromTheChosenLayer) {
    const auto id = document::addPictureLayer(document, "red", plain({300, 200}, Qt::red), {});
    view.setTarget(id);
    view.setPaintOn(PaintOn::Layer);
    view.setTool(ToolKind::Eraser);
    setBrush(30);
    drag(over(100, 100), over(130, 100));
    EXPECT_EQ(document.flattened({115, 100, 1, 1}).pixelColor(0, 0), document.state().base.toImage({115, 100, 1, 1}).pixelColor(0, 0));
    EXPECT_EQ(document.flattened({115, 150, 1, 1}).pixelColor(0, 0), QColor(Qt::red));
}

TEST_F(CanvasTools, PenPressureSetsTheSizeWhereItIsAskedTo) {
    document::Brush brush = view.brush();
    brush.size = 40;
    brush.hardness = 1;
    brush.pressureSize = true;
    view.setBrush(brush);
    pen(QEvent::TabletPress, at(60, 100), 1);
    pen(QEvent::TabletRelease, at(60, 100), 0);
    pen(QEvent::TabletPress, at(200, 100), 0.25);
    pen(QEvent::TabletRelease, at(200, 100), 0);
    EXPECT_EQ(maskAt(60 + 17, 100), 255);
    EXPECT_EQ(maskAt(200 + 3, 100), 255);
    EXPECT_EQ(maskAt(200 + 8, 100), 0);
}

TEST_F(CanvasTools, PensOtherEndErases) {
    document::fillMask(document);
    setBrush(20);
    pen(QEvent::TabletPress, at(60, 100), 0.5, QPointingDevice::PointerType::Eraser);
    pen(QEvent::TabletMove, at(90, 100), 0.5, QPointingDevice::PointerType::Eraser);
    pen(QEvent::TabletRelease, at(90, 100), 0, QPointingDevice::PointerType::Eraser);
    EXPECT_EQ(maskAt(75, 100), 0);
    EXPECT_EQ(view.tool(), ToolKind::Brush);
}

TEST_F(CanvasTools, PenReachesFractionsOfAPixel) {
    setBrush(3);
    view.setZoom(1);
    const QPointF between = view.transform().toView(QPointF(100, 100)); // a corner of four pixels
    pen(QEvent::TabletPress, between, 1);
    pen(QEvent::TabletRelease, between, 0);
    EXPECT_EQ(maskAt(99, 99), maskAt(100, 100));
    EXPECT_EQ(maskAt(99, 100), maskAt(100, 99));
}

TEST_F(CanvasTools, ShiftDragSetsTheBrushSize) {
    setBrush(20);
    drag(over(100, 100), over(100, 100) + QPoint(30, 0), Qt::LeftButton, Qt::ShiftModifier);
    EXPECT_NEAR(view.brush().size, 20 + 60 * view.transform().ratio(), 1);
    EXPECT_TRUE(document.state().mask.isBlank());
}

TEST_F(CanvasTools, BrushSizeStepsNeverStandStill) {
    setBrush(1);
    view.stepBrushSize(true);
    EXPECT_EQ(view.brush().size, 2);
    view.stepBrushSize(false);
    view.stepBrushSize(false);
    EXPECT_EQ(view.brush().size, 1);
}

TEST_F(CanvasTools, RectangleAddsAltSubtractsControlReplaces) {
    view.setTool(ToolKind::Rectangle);
    drag(over(20, 20), over(60, 60));
    EXPECT_EQ(maskAt(40, 40), 255);
    EXPECT_EQ(maskAt(70, 40), 0);
    drag(over(80, 20), over(120, 60));
    EXPECT_EQ(maskAt(40, 40), 255);
    EXPECT_EQ(maskAt(100, 40), 255);
    drag(over(30, 30), over(50, 50), Qt::LeftButton, Qt::AltModifier);
    EXPECT_EQ(maskAt(40, 40), 0);
    EXPECT_EQ(maskAt(25, 25), 255);
    drag(over(200, 100), over(220, 120), Qt::LeftButton, Qt::ControlModifier);
    EXPECT_EQ(maskAt(100, 40), 0);
    EXPECT_EQ(maskAt(210, 110), 255);
    EXPECT_EQ(document.history().position(), 4);
}

TEST_F(CanvasTools, EllipseLeavesTheCornersFree) {
    view.setTool(ToolKind::Ellipse);
    drag(over(20, 20), over(120, 80));
    EXPECT_EQ(maskAt(70, 50), 255);
    EXPECT_EQ(maskAt(22, 22), 0);
}

TEST_F(CanvasTools, LassoTakesWhatItEncloses) {
    view.setTool(ToolKind::Lasso);
    QTest::mousePress(&view, Qt::LeftButton, {}, over(50, 50));
    for (const QPoint &corner : {over(150, 50), over(150, 150)})
        move(corner, Qt::LeftButton);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, over(150, 150));
    EXPECT_EQ(maskAt(130, 70), 255);
    EXPECT_EQ(maskAt(70, 130), 0);
}

TEST_F(CanvasTools, AClickWithASelectionToolChangesNothing) {
    for (const ToolKind tool : {ToolKind::Rectangle, ToolKind::Ellipse, ToolKind::Lasso}) {
        view.setTool(tool);
        QTest::mouseClick(&view, Qt::LeftButton, {}, over(50, 50));
    }
    EXPECT_FALSE(document.history().canUndo());
}

class CanvasWand : public CanvasTest {
protected:
    static QImage halves() {
        QImage picture = plain({300, 200}, QColor(40, 40, 40));
        for (int y = 0; y < 200; ++y)
            for (int x = 150; x < 300; ++x)
                picture.setPixelColor(x, y, QColor(200, 60, 60));
        return picture;
    }
    CanvasWand() : CanvasTest(halves()) { view.setTool(ToolKind::Wand); }
};

TEST_F(CanvasWand, TakesWhatLooksAlike) {
    QTest::mouseClick(&view, Qt::LeftButton, {}, over(200, 100));
    EXPECT_EQ(maskAt(290, 10), 255);
    EXPECT_EQ(maskAt(10, 10), 0);
}

/// Large enough for its changes to be made on another thread.
class LargeCanvas : public CanvasTest {
protected:
    LargeCanvas() : CanvasTest(plain({2000, 1500}, QColor(90, 120, 160))) { view.fit(); }
};

TEST_F(LargeCanvas, AWandGoesOnWithoutTheWindowAndEscTakesItBack) {
    view.setTool(ToolKind::Wand);
    QTest::mouseClick(&view, Qt::LeftButton, {}, over(200, 100));
    EXPECT_TRUE(view.isChanging());
    EXPECT_FALSE(document.history().canUndo());
    QTest::keyClick(&view, Qt::Key_Escape);
    EXPECT_FALSE(view.isChanging());
    QTest::mouseClick(&view, Qt::LeftButton, {}, over(200, 100));
    EXPECT_TRUE(QTest::qWaitFor([&] { return !view.isChanging(); }));
    EXPECT_EQ(document.history().position(), 1) << "the one that was taken back does not come after all";
    EXPECT_EQ(maskAt(1999, 1499), 255);
}

TEST_F(LargeCanvas, WhatIsPaintedMeanwhileIsKept) {
    view.change(document::invertMask);
    setBrush(20);
    drag(over(100, 100), over(300, 100));
    EXPECT_TRUE(QTest::qWaitFor([&] { return !view.isChanging(); }));
    ASSERT_EQ(document.history().position(), 2);
    EXPECT_EQ(maskAt(200, 100), 0) << "the stroke was inverted with the rest";
    EXPECT_EQ(maskAt(1000, 1000), 255);
    document.history().undo();
    EXPECT_EQ(maskAt(200, 100), 255);
}

TEST_F(LargeCanvas, AChangeWaitsForTheStrokeThatIsBeingPainted) {
    setBrush(20);
    QTest::mousePress(&view, Qt::LeftButton, {}, over(100, 100));
    move(at(200, 100), Qt::LeftButton);
    view.change([](document::Document &copy) { document::addEmptyLayer(copy, {}); });
    view.change(document::invertMask);
    EXPECT_FALSE(QTest::qWaitFor([&] { return !view.isChanging(); }, 300));
    move(at(300, 100), Qt::LeftButton);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, over(300, 100));
    EXPECT_TRUE(QTest::qWaitFor([&] { return !view.isChanging(); }));
    EXPECT_EQ(document.history().position(), 3);
    EXPECT_EQ(maskAt(300, 100), 0);
    EXPECT_EQ(maskAt(1000, 1000), 255);
}

TEST_F(CanvasTools, MiddleButtonAndSpacePanWithoutPainting) {
    const QPointF before = at(0, 0);
    drag({100, 100}, {140, 130}, Qt::MiddleButton);
    EXPECT_EQ(at(0, 0), before + QPointF(40, 30));
    QTest::keyPress(&view, Qt::Key_Space);
    drag({100, 100}, {80, 90});
    QTest::keyRelease(&view, Qt::Key_Space);
    EXPECT_EQ(at(0, 0), before + QPointF(20, 20));
    EXPECT_TRUE(document.state().mask.isBlank());
    drag(over(50, 50), over(60, 50));
    EXPECT_NE(maskAt(55, 50), 0) << "after the key is released the brush paints again";
}

TEST_F(CanvasTools, TabHeldAsksForRoomAndAShortOneMovesTheFocusOn) {
    QSignalSpy held(&view, &CanvasView::tabHeld);
    QTest::keyPress(&view, Qt::Key_Tab);
    EXPECT_TRUE(held.wait());
    EXPECT_TRUE(held.last().first().toBool());
    QTest::keyRelease(&view, Qt::Key_Tab);
    EXPECT_EQ(held.count(), 2);
    EXPECT_FALSE(held.last().first().toBool());
    EXPECT_EQ(view.focusWidget(), &view);
    QTest::keyClick(&view, Qt::Key_Tab);
    EXPECT_EQ(held.count(), 2);
    EXPECT_NE(view.focusWidget(), &view);
}

TEST_F(CanvasTools, MoveToolMovesTheChosenLayerAsOneStep) {
    const auto id = document::addPictureLayer(document, "red", plain({40, 40}, Qt::red), {10, 10});
    view.setTarget(id);
    view.setTool(ToolKind::Move);
    drag(over(20, 20), over(70, 50));
    EXPECT_EQ(document.layer(id)->offset, QPoint(60, 40));
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    EXPECT_EQ(document.layer(id)->offset, QPoint(61, 50));
    document.history().undo();
    EXPECT_EQ(document.layer(id)->offset, QPoint(60, 40)) << "key presses are one step, the drag another";
    document.history().undo();
    EXPECT_EQ(document.layer(id)->offset, QPoint(10, 10));
}

TEST_F(CanvasTools, MoveToolSaysWhyTheBaseStays) {
    QSignalSpy told(&view, &CanvasView::told);
    view.setTool(ToolKind::Move);
    drag(over(20, 20), over(70, 50));
    EXPECT_EQ(told.count(), 1);
    EXPECT_FALSE(document.history().canUndo());
}

TEST_F(CanvasTools, FrameIsResizedByItsHandleAndReachesBeyondThePicture) {
    document.setFrame({50, 50, 128, 96});
    view.setTool(ToolKind::Frame);
    const int steps = document.history().position();
    dragExactly(at(177.5, 145.5), at(250, 170));
    EXPECT_EQ(document.frame(), QRect(50, 50, 200, 120));
    dragExactly(at(100, 100), at(45, 90));
    EXPECT_EQ(document.frame(), QRect(0, 40, 200, 120)) << "an edge near the picture's goes there";
    dragExactly(at(100, 100), at(60, 60));
    EXPECT_EQ(document.frame(), QRect(-40, 0, 200, 120));
    EXPECT_GT(document.history().position(), steps);
}

TEST_F(CanvasTools, FrameDragIsAbandonedByEscape) {
    document.setFrame({50, 50, 128, 96});
    view.setTool(ToolKind::Frame);
    QTest::mousePress(&view, Qt::LeftButton, {}, over(100, 100));
    move(at(140, 120), Qt::LeftButton);
    QTest::keyClick(&view, Qt::Key_Escape);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, over(140, 120));
    EXPECT_EQ(document.frame(), QRect(50, 50, 128, 96));
}

TEST_F(CanvasTools, FrameMovesByKeys) {
    document.setFrame({48, 48, 128, 96});
    view.setTool(ToolKind::Frame);
    QTest::keyClick(&view, Qt::Key_Left);
    EXPECT_EQ(document.frame(), QRect(40, 48, 128, 96));
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    EXPECT_EQ(document.frame(), QRect(40, 48, 128, 104));
}

TEST(DragFrame, KeepsMultiplesOfEightAndTheSmallestSide) {
    const QRect page(0, 0, 1000, 1000);
    EXPECT_EQ(dragFrame({100, 100, 512, 512}, FramePart::Left, {31, 0}, page, 0), QRect(132, 100, 480, 512));
    EXPECT_EQ(dragFrame({100, 100, 512, 512}, FramePart::BottomRight, {-900, -3}, page, 0), QRect(100, 100, 64, 512));
    EXPECT_EQ(dragFrame({100, 100, 512, 512}, FramePart::TopLeft, {-5, -5}, page, 0), QRect(92, 92, 520, 520));
}

TEST(DragFrame, SnapsToThePage) {
    const QRect page(0, 0, 1000, 800);
    EXPECT_EQ(dragFrame({104, 100, 512, 512}, FramePart::Left, {-100, 0}, page, 6), QRect(0, 100, 616, 512));
    EXPECT_EQ(dragFrame({104, 100, 512, 512}, FramePart::Inside, {380, 3}, page, 6), QRect(488, 103, 512, 512));
}

} // namespace
} // namespace sfumato::ui
