// SPDX-License-Identifier: GPL-3.0-or-later
// Brush, eraser and fill on a layer, and what can be set of them.
#include "tests/canvas/canvas_fixture.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QToolButton>

#include "ui/canvas/options_bar.h"
#include "ui/canvas/zoom_box.h"
#include "ui/panels/segmented.h"
#include "ui/widgets/colour_button.h"
#include "ui/widgets/recent_colours.h"

namespace sfumato::ui {
namespace {

class CanvasPaint : public CanvasTest {
protected:
    CanvasPaint() {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
        layer = document::addEmptyLayer(document, QStringLiteral("sky"));
        view.setTarget(layer);
        view.setPaintOn(PaintOn::Layer);
        setBrush(20);
        setColour(Qt::green);
    }

    void setColour(const QColor &colour) {
        document::Brush brush = view.brush();
        brush.colour = colour;
        view.setBrush(brush);
    }
    QColor seen(int x, int y) const { return document.flattened({x, y, 1, 1}).pixelColor(0, 0); }
    QColor onLayer(int x, int y) const { return document.layer(layer)->pixels.toImage({x, y, 1, 1}).pixelColor(0, 0); }
    QColor base(int x, int y) const { return document.state().base.toImage({x, y, 1, 1}).pixelColor(0, 0); }
    template <typename Widget>
    Widget &option(const char *name) const {
        for (auto *each : view.findChild<OptionsBar *>()->findChildren<Widget *>())
            if (each->accessibleName().startsWith(QLatin1String(name)))
                return *each;
        ADD_FAILURE() << "no " << name;
        std::abort();
    }

    QTemporaryDir m_settings;
    document::LayerId layer = 0;
};

TEST_F(CanvasPaint, BrushPaintsTheLayerInItsColourAsOneStepAndLeavesMaskAndBaseAlone) {
    const int steps = document.history().position();
    drag(over(100, 100), over(160, 100));
    EXPECT_EQ(seen(130, 100), QColor(Qt::green));
    EXPECT_EQ(seen(130, 130), base(130, 130));
    EXPECT_TRUE(document.state().mask.isBlank());
    EXPECT_EQ(document.history().position(), steps + 1);
    document.history().undo();
    EXPECT_EQ(seen(130, 100), base(130, 100));
    document.history().redo();
    EXPECT_EQ(seen(130, 100), QColor(Qt::green));
}

TEST_F(CanvasPaint, TheCanvasShowsTheStrokeWhileItIsPainted) {
    QTest::mousePress(&view, Qt::LeftButton, {}, over(100, 100));
    move(at(140, 100), Qt::LeftButton);
    EXPECT_EQ(colourAt(screen(), 115, 100), QColor(Qt::green));
    QTest::keyClick(&view, Qt::Key_Escape);
    EXPECT_EQ(onLayer(115, 100).alpha(), 0);
    EXPECT_EQ(colourAt(screen(), 115, 100), base(115, 100));
}

TEST_F(CanvasPaint, OpacityLimitsAStrokeThatCrossesItself) {
    option<QSpinBox>("Opacity").setValue(50);
    drag(over(100, 100), over(160, 100));
    QTest::mousePress(&view, Qt::LeftButton, {}, over(100, 150));
    for (const int x : {160, 100, 160, 100})
        move(at(x, 150), Qt::LeftButton);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, over(100, 150));
    EXPECT_NEAR(onLayer(130, 100).alpha(), 128, 1);
    EXPECT_EQ(onLayer(130, 150).alpha(), onLayer(130, 100).alpha());
}

TEST_F(CanvasPaint, FillPaintsWhatLooksAlikeAndHangsTogether) {
    const auto picture = document::addPictureLayer(document, QStringLiteral("squares"), plain({40, 40}, Qt::blue), {20, 20});
    document::addPictureLayer(document, QStringLiteral("more"), plain({40, 40}, Qt::blue), {200, 20});
    view.setTarget(picture);
    view.setTool(ToolKind::Fill);
    const int steps = document.history().position();
    QTest::mouseClick(&view, Qt::LeftButton, {}, over(40, 40));
    EXPECT_EQ(seen(21, 21), QColor(Qt::green));
    EXPECT_EQ(seen(59, 59), QColor(Qt::green));
    EXPECT_EQ(seen(61, 61), base(61, 61));
    EXPECT_EQ(seen(210, 30), QColor(Qt::blue));
    EXPECT_EQ(document.history().position(), steps + 1);
    document.history().undo();
    EXPECT_EQ(seen(21, 21), QColor(Qt::blue));
}

TEST_F(CanvasPaint, FillOnTheMaskAddsWhatLooksAlike) {
    document::addPictureLayer(document, QStringLiteral("square"), plain({40, 40}, Qt::blue), {20, 20});
    view.setPaintOn(PaintOn::Mask);
    view.setTool(ToolKind::Fill);
    QTest::mouseClick(&view, Qt::LeftButton, {}, over(40, 40));
    EXPECT_EQ(maskAt(21, 21), 255);
    EXPECT_EQ(maskAt(61, 61), 0);
    EXPECT_EQ(seen(40, 40), QColor(Qt::blue));
}

TEST_F(CanvasPaint, PaintWhereNoLayerIsChosenGetsOneOfItsOwn) {
    view.setTarget(document::theMask);
    EXPECT_FALSE(view.painted());
    drag(over(100, 100), over(160, 100));
    ASSERT_EQ(document.layers().size(), 2U);
    EXPECT_EQ(view.painted(), document.layers().back().id);
    EXPECT_EQ(seen(130, 100), QColor(Qt::green));
    EXPECT_EQ(onLayer(130, 100).alpha(), 0) << "the other layer is as it was";
}

TEST_F(CanvasPaint, HiddenLayersAndMissingOnesAreNotPaintedAndItSaysWhy) {
    QSignalSpy told(&view, &CanvasView::told);
    document::setLayerVisible(document, layer, false);
    const int steps = document.history().position();
    drag(over(100, 100), over(160, 100));
    EXPECT_EQ(told.count(), 1);
    EXPECT_TRUE(told.last().first().toString().contains(QStringLiteral("sky")));
    view.setTarget(document::theMask);
    view.setTool(ToolKind::Eraser);
    drag(over(100, 100), over(160, 100));
    EXPECT_EQ(told.count(), 2);
    EXPECT_EQ(document.history().position(), steps);
}

TEST_F(CanvasPaint, EyedropperTakesTheColourThatIsSeen) {
    view.setTool(ToolKind::Eyedropper);
    send(QEvent::MouseButtonPress, at(20, 20), Qt::LeftButton, Qt::LeftButton);
    EXPECT_EQ(view.brush().colour, base(20, 20));
    move(at(120, 30), Qt::LeftButton);
    EXPECT_EQ(view.brush().colour, base(120, 30));
    send(QEvent::MouseButtonRelease, at(120, 30), Qt::LeftButton, Qt::NoButton);
    move(at(200, 90));
    EXPECT_EQ(view.brush().colour, base(120, 30)) << "the gesture has ended";
    EXPECT_EQ(option<ColourButton>("Colour").colour(), base(120, 30));
    QTest::mousePress(&view, Qt::LeftButton, {}, over(20, 20));
    QTest::keyClick(&view, Qt::Key_Escape);
    EXPECT_EQ(view.brush().colour, base(120, 30));
    EXPECT_FALSE(document.history().undoName().isEmpty());
}

TEST_F(CanvasPaint, PenPressureSetsTheOpacityWhereItIsAskedTo) {
    QTest::mouseClick(&option<QToolButton>("The pen's pressure sets the opacity"), Qt::LeftButton);
    ASSERT_TRUE(view.brush().pressureOpacity);
    for (const auto &[x, pressure] : {std::pair(60, 1.0), std::pair(200, 0.25)}) {
        pen(QEvent::TabletPress, at(x, 100), pressure);
        pen(QEvent::TabletMove, at(x + 4, 100), pressure);
        pen(QEvent::TabletRelease, at(x + 4, 100), 0);
    }
    EXPECT_EQ(onLayer(60, 100).alpha(), 255);
    EXPECT_NEAR(onLayer(200, 100).alpha(), 64, 1);
}

TEST_F(CanvasPaint, OptionsBarSaysAndSetsWhatIsPainted) {
    auto *bar = view.findChild<OptionsBar *>();
    auto *segments = bar->findChild<Segmented *>();
    EXPECT_EQ(segments->current(), static_cast<int>(PaintOn::Layer));
    EXPECT_TRUE(option<ColourButton>("Colour").isVisible());
    QSignalSpy changed(&view, &CanvasView::paintedChanged);
    QTest::mouseClick(segments->findChildren<QPushButton *>().first(), Qt::LeftButton);
    EXPECT_EQ(changed.count(), 1);
    EXPECT_EQ(view.painted(), std::optional<quint64>(document::theMask));
    EXPECT_FALSE(option<ColourButton>("Colour").isVisible()) << "the mask has no colour";
    option<QSpinBox>("Size").setValue(33);
    option<QSpinBox>("Hardness").setValue(20);
    EXPECT_EQ(view.brush().size, 33);
    EXPECT_EQ(view.brush().hardness, 0.2);
    view.stepBrushSize(true);
    EXPECT_EQ(option<QSpinBox>("Size").value(), view.brush().size);
    view.setTool(ToolKind::Move);
    EXPECT_FALSE(option<QSpinBox>("Size").isVisible());
}

TEST_F(CanvasPaint, OptionsStayInsideANarrowViewAndOffTheZoomBox) {
    view.resize(420, 300);
    const QRect bar = view.findChild<OptionsBar *>()->geometry(), zoom = view.findChild<ZoomBox *>()->geometry();
    EXPECT_FALSE(bar.intersects(zoom));
    EXPECT_GE(bar.left(), 0);
}

TEST_F(CanvasPaint, ColoursThatWerePaintedWithAreOfferedAgain) {
    drag(over(100, 100), over(110, 100));
    setColour(QColor(1, 2, 3));
    drag(over(100, 120), over(110, 120));
    EXPECT_EQ(recentColours(), QList<QColor>({QColor(1, 2, 3), QColor(Qt::green)}));
    auto &button = option<ColourButton>("Colour");
    QTest::mouseClick(&button, Qt::LeftButton);
    auto *plate = button.findChild<QFrame *>(QStringLiteral("chip"));
    ASSERT_NE(plate, nullptr);
    const auto swatches = plate->findChildren<QToolButton *>();
    ASSERT_EQ(swatches.size(), 2);
    QTest::mouseClick(swatches[1], Qt::LeftButton);
    EXPECT_EQ(view.brush().colour, QColor(Qt::green));
}

TEST_F(CanvasPaint, AColourCanBeTypedIn) {
    auto &button = option<ColourButton>("Colour");
    QTest::mouseClick(&button, Qt::LeftButton);
    auto *code = button.findChild<QLineEdit *>();
    ASSERT_NE(code, nullptr);
    QTest::keyClicks(code, QStringLiteral("zz#a0b1c2"));
    QTest::keyClick(code, Qt::Key_Return);
    EXPECT_EQ(view.brush().colour, QColor(0xa0, 0xb1, 0xc2));
}

} // namespace
} // namespace sfumato::ui
