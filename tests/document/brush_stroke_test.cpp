// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/brush_stroke.h"

#include <QSignalSpy>
#include <gtest/gtest.h>

#include "app/document/layer_operations.h"
#include "app/document/undo_history.h"

namespace sfumato::document {
namespace {

int maskAt(const Document &document, int x, int y) {
    return document.maskIn({x, y, 1, 1}).constScanLine(0)[0];
}

void strokeAlong(BrushStroke &stroke, const std::vector<QPointF> &points) {
    stroke.begin({points.front(), 1.0});
    for (std::size_t i = 1; i < points.size(); ++i)
        stroke.extend({points[i], 1.0});
    stroke.end();
}

TEST(BrushStroke, CoversALineOfItsSize) {
    Document document(emptyState({300, 200}));
    BrushStroke stroke(document, theMask, {.size = 20, .hardness = 1});
    strokeAlong(stroke, {{50, 100}, {250, 100}});
    for (int x = 50; x <= 250; x += 7) {
        EXPECT_EQ(maskAt(document, x, 100), 255);
        EXPECT_GT(maskAt(document, x, 91), 200);
        EXPECT_EQ(maskAt(document, x, 88), 0);
        EXPECT_EQ(maskAt(document, x, 112), 0);
    }
    EXPECT_EQ(document.state().mask.bounds(), QRect(40, 90, 220, 20)) << "neither more nor less than its size";
}

TEST(BrushStroke, IsSymmetricAroundItsMiddle) {
    Document document(emptyState({101, 101}));
    BrushStroke stroke(document, theMask, {.size = 61, .hardness = 0.3});
    strokeAlong(stroke, {{50.5, 50.5}});
    const QImage mask = document.maskIn({0, 0, 101, 101});
    EXPECT_EQ(mask, mask.mirrored(true, false));
    EXPECT_EQ(mask, mask.mirrored(false, true));
    EXPECT_EQ(maskAt(document, 50, 50), 255);
    EXPECT_NEAR(maskAt(document, 50 + 20, 50), 128, 10) << "half way down the soft edge";
}

TEST(BrushStroke, IsCappedAtItsOpacityHoweverOftenItCrossesItself) {
    Document document(emptyState({300, 200}));
    BrushStroke first(document, theMask, {.size = 30, .hardness = 1, .opacity = 0.4});
    strokeAlong(first, {{50, 100}, {250, 100}, {50, 100}, {250, 100}, {50, 100}});
    EXPECT_EQ(maskAt(document, 150, 100), 102);
    BrushStroke second(document, theMask, {.size = 30, .hardness = 1, .opacity = 0.4});
    strokeAlong(second, {{150, 50}, {150, 150}});
    EXPECT_EQ(maskAt(document, 150, 100), 163) << "another stroke adds to it";
}

TEST(BrushStroke, EraserLowersTheMaskSoftly) {
    Document document(emptyState({300, 200}));
    BrushStroke paint(document, theMask, {.size = 60, .hardness = 1});
    strokeAlong(paint, {{50, 100}, {250, 100}});
    BrushStroke erase(document, theMask, {.mode = BrushMode::Erase, .size = 20, .hardness = 1, .opacity = 0.5});
    strokeAlong(erase, {{150, 50}, {150, 150}});
    EXPECT_EQ(maskAt(document, 150, 100), 127);
    EXPECT_EQ(maskAt(document, 200, 100), 255);
}

TEST(BrushStroke, EraserMayPassAgainWhereNothingIsLeft) {
    Document document(emptyState({100, 100}));
    BrushStroke paint(document, theMask, {.size = 10, .hardness = 1});
    strokeAlong(paint, {{30, 30}});
    BrushStroke erase(document, theMask, {.mode = BrushMode::Erase, .size = 60, .hardness = 1});
    strokeAlong(erase, {{30, 30}, {40, 30}, {30, 30}, {20, 30}});
    EXPECT_TRUE(document.state().mask.isBlank());
    EXPECT_EQ(document.state().mask.bytes(), 0);
    document.history().undo();
    EXPECT_EQ(maskAt(document, 30, 30), 255);
}

TEST(BrushStroke, PressureActsOnSizeAndOpacity) {
    Document document(emptyState({300, 200}));
    BrushStroke size(document, theMask, {.size = 40, .hardness = 1, .pressureSize = true});
    size.begin({{50, 50}, 0.5});
    size.end();
    EXPECT_EQ(maskAt(document, 50 + 8, 50), 255);
    EXPECT_EQ(maskAt(document, 50 + 12, 50), 0);
    BrushStroke opacity(document, theMask, {.size = 40, .hardness = 1, .pressureOpacity = true});
    opacity.begin({{150, 50}, 0.2});
    opacity.end();
    EXPECT_EQ(maskAt(document, 150, 50), 51);
}

TEST(BrushStroke, DoesNotDependOnHowOftenThePointerReports) {
    Document coarse(emptyState({400, 100})), fine(emptyState({400, 100}));
    const Brush brush{.size = 30, .hardness = 0.5};
    BrushStroke a(coarse, theMask, brush), b(fine, theMask, brush);
    strokeAlong(a, {{40, 50}, {360, 50}});
    std::vector<QPointF> points;
    for (int x = 40; x <= 360; x += 4)
        points.emplace_back(x, 50);
    strokeAlong(b, points);
    for (int x = 40; x <= 360; x += 3)
        EXPECT_NEAR(maskAt(coarse, x, 42), maskAt(fine, x, 42), 4);
}

TEST(BrushStroke, FollowsACornerAsASmoothCurve) {
    Document document(emptyState({300, 300}));
    BrushStroke stroke(document, theMask, {.size = 6, .hardness = 1});
    strokeAlong(stroke, {{50, 50}, {250, 50}, {250, 250}});
    EXPECT_EQ(maskAt(document, 249, 51), 0) << "the corner is cut";
    EXPECT_EQ(maskAt(document, 225, 75), 255) << "where the curve passes";
    EXPECT_EQ(maskAt(document, 249, 249), 255) << "and its end is reached";
}

TEST(BrushStroke, PaintsColourOnALayerWithStraightAlpha) {
    Document document(emptyState({300, 200}));
    const LayerId layer = addEmptyLayer(document, "paint");
    setLayerOffset(document, layer, {10, -20});
    BrushStroke stroke(document, layer, {.size = 40, .hardness = 1, .opacity = 0.5, .colour = QColor(200, 100, 50)});
    strokeAlong(stroke, {{100, 100}});
    EXPECT_EQ(document.flattened({100, 100, 1, 1}).pixelColor(0, 0), QColor(200, 100, 50, 128));
    BrushStroke erase(document, layer, {.mode = BrushMode::Erase, .size = 20, .hardness = 1});
    strokeAlong(erase, {{100, 100}});
    EXPECT_EQ(document.flattened({100, 100, 1, 1}).pixelColor(0, 0), QColor(0, 0, 0, 0));
    EXPECT_EQ(document.flattened({114, 100, 1, 1}).pixelColor(0, 0), QColor(200, 100, 50, 128));
}

TEST(BrushStroke, StaysWithinTheBounds) {
    Document document(emptyState({100, 100}));
    document.setFrame({-50, 0, 100, 100});
    BrushStroke stroke(document, theMask, {.size = 40, .hardness = 1});
    strokeAlong(stroke, {{-200, 50}, {200, 50}});
    EXPECT_EQ(document.state().mask.bounds(), QRect(-50, 30, 150, 40));
}

TEST(BrushStroke, IsOneStepAndIsTakenBackExactly) {
    Document document(emptyState({300, 200}));
    const DocumentState before = document.state();
    BrushStroke stroke(document, theMask, {.size = 20});
    strokeAlong(stroke, {{50, 100}, {250, 150}, {20, 20}});
    const DocumentState after = document.state();
    EXPECT_EQ(document.history().stepCount(), 1);
    document.history().undo();
    EXPECT_TRUE(document.state() == before);
    document.history().redo();
    EXPECT_TRUE(document.state() == after);
}

TEST(BrushStroke, AbandonedOrWithoutEffectItLeavesNothing) {
    Document document(emptyState({300, 200}));
    const DocumentState before = document.state();
    {
        BrushStroke stroke(document, theMask, {});
        stroke.begin({{50, 50}, 1});
        stroke.extend({{150, 50}, 1});
        EXPECT_FALSE(document.state() == before);
    }
    EXPECT_TRUE(document.state() == before);
    BrushStroke erase(document, theMask, {.mode = BrushMode::Erase});
    strokeAlong(erase, {{50, 50}, {100, 50}});
    EXPECT_EQ(document.history().stepCount(), 0);
    EXPECT_FALSE(document.isModified());
}

TEST(BrushStroke, AnUndoEndsItFirst) {
    Document document(emptyState({300, 200}));
    BrushStroke stroke(document, theMask, {});
    stroke.begin({{50, 50}, 1});
    document.history().undo();
    EXPECT_FALSE(stroke.isOpen());
    EXPECT_TRUE(document.state().mask.isBlank());
    EXPECT_TRUE(document.history().canRedo());
}

TEST(BrushStroke, TellsExactlyWhichPixelsChange) {
    Document document(emptyState({300, 200}));
    QSignalSpy spy(&document, &Document::maskChanged);
    BrushStroke stroke(document, theMask, {.size = 20, .hardness = 1});
    const QRect dirty = stroke.begin({{100, 100}, 1});
    ASSERT_EQ(spy.size(), 1);
    EXPECT_EQ(spy.takeFirst().front().toRect(), dirty);
    EXPECT_TRUE(dirty.contains(document.state().mask.bounds()));
    EXPECT_LE(dirty.width(), 24);
}

} // namespace
} // namespace sfumato::document
