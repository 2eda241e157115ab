// SPDX-License-Identifier: GPL-3.0-or-later
// What takes long on a large canvas is done on another thread: the window goes on, and what was asked for comes about or
// can be taken back until it does.
#include <QAction>
#include <QThreadPool>
#include <QToolButton>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/undo_history.h"
#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/canvas/canvas_view.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"

namespace sfumato::testing {
namespace {

constexpr QSize large(1200, 1000);

QImage plain(QSize size, const QColor &colour) {
    QImage picture(size, QImage::Format_RGBA8888);
    picture.fill(colour);
    return picture;
}

class LargeCanvas : public StudioFixture {
protected:
    LargeCanvas() {
        window().files().openPicture(plain(large, Qt::darkCyan), QStringLiteral("sea.png"));
        EXPECT_EQ(window().tabs().current(), nullptr) << "it is made elsewhere";
        EXPECT_SOON(window().tabs().current() != nullptr);
    }

    ui::DocumentPage &page() { return *window().tabs().current(); }
    document::Document &document() { return page().document(); }
    QAction &action(const char *id) { return *window().actions().action(QLatin1String(id)); }
    ui::GenerateButton &button() { return window().panel().button(); }
    QToolButton &layerButton(const char *name) {
        for (auto *each : page().layers().findChildren<QToolButton *>())
            if (each->accessibleName() == QLatin1String(name))
                return *each;
        qFatal("there is no such button");
    }
    /// The colour on the screen of a canvas pixel.
    QColor seenAt(QPointF canvas) {
        const QPoint view = page().canvas().transform().toView(canvas).toPoint();
        return page().canvas().grab().toImage().pixelColor(view * page().canvas().devicePixelRatioF());
    }
    void transform() {
        window().panel().chooseMode(ui::Mode::Transform);
        window().generate();
    }
};

TEST_F(LargeCanvas, LayersAreMergedElsewhereAndTheLowerOneIsChosen) {
    const auto lower = document::addPictureLayer(document(), QStringLiteral("lower"), plain(large, Qt::red), {});
    document::addPictureLayer(document(), QStringLiteral("upper"), plain({300, 300}, Qt::blue), {10, 10});
    layerButton("Merge layer into the one below").click();
    EXPECT_EQ(document().layers().size(), 2U) << "not at once";
    ASSERT_SOON(document().layers().size() == 1);
    EXPECT_EQ(page().layers().current(), lower);
    EXPECT_EQ(document().flattened({20, 20, 1, 1}).pixelColor(0, 0), QColor(Qt::blue));
    EXPECT_EQ(document().history().undoName(), QStringLiteral("Merge down"));
}

TEST_F(LargeCanvas, UndoTakesAMergeBackThatIsStillBeingMade) {
    document::addPictureLayer(document(), QStringLiteral("lower"), plain(large, Qt::red), {});
    document::addPictureLayer(document(), QStringLiteral("upper"), plain(large, Qt::blue), {});
    layerButton("Merge layer into the one below").click();
    action("edit.undo").trigger();
    EXPECT_FALSE(page().canvas().isChanging());
    QTest::qWait(0);
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
    EXPECT_EQ(document().layers().size(), 2U);
}

TEST_F(LargeCanvas, TheMaskIsShownAsTheSamplerWillUseIt) {
    document::combine(document(), document::selectRectangle({400, 400, 400, 200}, QRect({}, large)), document::MaskCombine::Replace);
    const QPointF beside(385, 500); // which feathering reaches
    ASSERT_SOON(page().canvas().isUpToDate());
    EXPECT_EQ(seenAt(beside), QColor(Qt::darkCyan));
    document().setSetting(QStringLiteral("feather"), 64, QStringLiteral("test"));
    window().panel().chooseMode(ui::Mode::Inpaint);
    EXPECT_SOON(seenAt(beside).red() > 20);
}

TEST_F(LargeCanvas, AJobIsMadeElsewhereOfWhatIsThereWhenItIsAskedFor) {
    transform();
    EXPECT_TRUE(button().isRunning()) << "the button answers at once";
    EXPECT_TRUE(m_queue->jobs().empty());
    document::addPictureLayer(document(), QStringLiteral("too late"), plain(large, Qt::red), {});
    ASSERT_SOON(page().strip().current() != nullptr);
    EXPECT_EQ(page().strip().candidates().at(0).picture.pixelColor(0, 0), QColor(Qt::darkCyan));
}

TEST_F(LargeCanvas, CancelDropsAJobThatIsStillBeingMade) {
    transform();
    action("image.cancel").trigger();
    EXPECT_FALSE(button().isRunning());
    window().panel().chooseMode(ui::Mode::Generate);
    window().generate(); // made after the dropped one
    ASSERT_SOON(page().strip().current() != nullptr && !button().isRunning());
    ASSERT_EQ(m_queue->jobs().size(), 1U);
    EXPECT_EQ(m_queue->jobs().front().draft.mode, service::PictureMode::Generate);
}

TEST_F(LargeCanvas, AResultThatIsKeptStaysInSightUntilItIsALayer) {
    transform();
    ASSERT_SOON(page().strip().current() != nullptr && !button().isRunning());
    const QColor made = page().strip().current()->picture.pixelColor(600, 500);
    const auto seen = [&] { return seenAt({600.5, 500.5}); };
    const auto alike = [](const QColor &a, const QColor &b) { return qAbs(a.red() - b.red()) + qAbs(a.green() - b.green()) + qAbs(a.blue() - b.blue()) < 12; };
    ASSERT_SOON(alike(seen(), made));
    page().strip().keep();
    EXPECT_TRUE(document().layers().empty()) << "not at once";
    EXPECT_TRUE(alike(seen(), made));
    ASSERT_SOON(document().layers().size() == 1);
    ASSERT_SOON(page().canvas().isUpToDate());
    EXPECT_TRUE(alike(seen(), made));
    EXPECT_EQ(page().layers().current(), document().layers().back().id);
}

} // namespace
} // namespace sfumato::testing
