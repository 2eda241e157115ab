// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/undo_history.h"
#include "tests/ui/studio_fixture.h"
#include "ui/actions/action_registry.h"
#include "ui/actions/shortcut_sheet.h"
#include "ui/candidates/candidate_strip.h"
#include "ui/canvas/canvas_view.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/parameters_panel.h"
#include "ui/prompt/prompt_edit.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/status_line.h"

namespace sfumato::testing {
namespace {

using ui::DocumentPage;
using ui::Mode;

class Studio : public StudioFixture {
protected:
    DocumentPage &page() { return *window().tabs().current(); }
    QAction &action(const char *id) { return *window().actions().action(QLatin1String(id)); }
    ui::PromptEdit &prompt() { return *window().panel().findChild<ui::PromptEdit *>(); }

    void set(const char *field, const QJsonValue &value) { page().document().setSetting(QLatin1String(field), value, QStringLiteral("test")); }
    void openPicture() {
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        window().files().openPicture(picture, QStringLiteral("sea.png"));
    }
    /// Finished candidates beside the original.
    int finished() { return window().tabs().current() ? std::max(0, page().strip().candidates().rowCount() - 1) : 0; }
    bool idle() { return !window().panel().button().isRunning(); }
};

TEST_F(Studio, ShowsTheWelcomeUntilSomethingIsOpen) {
    EXPECT_EQ(window().tabs().current(), nullptr);
    EXPECT_EQ(window().tabs().currentIndex(), 0);
    openPicture();
    EXPECT_EQ(window().tabs().currentIndex(), 1);
}

TEST_F(Studio, OneClickOnAnExampleMakesAPicture) {
    auto *example = window().tabs().findChildren<QPushButton *>().first();
    const QString words = example->text();
    QTest::mouseClick(example, Qt::LeftButton);
    ASSERT_SOON(finished() == 1 && idle());
    EXPECT_EQ(page().parameters().prompt, words);
    EXPECT_EQ(page().strip().candidates().at(1).state, ui::CandidateState::Finished);
}

TEST_F(Studio, KeepMakesACandidateALayerInOneUndoStep) {
    action("file.new").trigger();
    prompt().setFocus();
    QTest::keyClicks(&prompt(), QStringLiteral("a red house"));
    QTest::keyClick(&prompt(), Qt::Key_Return, Qt::ControlModifier);
    ASSERT_SOON(finished() == 1 && idle());
    action("image.keep").trigger();
    ASSERT_EQ(page().document().layers().size(), 1U);
    EXPECT_FALSE(page().document().layers()[0].recipe.isEmpty());
    action("edit.undo").trigger();
    EXPECT_TRUE(page().document().layers().empty());
    action("edit.redo").trigger();
    EXPECT_EQ(page().document().layers().size(), 1U);
}

TEST_F(Studio, KeepingOneWhileOthersAreMadeLeavesThemToBeSeen) {
    action("file.new").trigger();
    set("variants", 3);
    set("steps", 4);
    control->hold();
    window().generate();
    control->allowSteps(5); // one of the second picture
    auto &candidates = page().strip().candidates();
    ASSERT_SOON(candidates.rowCount() == 4 && candidates.at(1).state == ui::CandidateState::Finished);
    page().strip().setCurrentRow(1);
    action("image.keep").trigger();
    EXPECT_EQ(page().document().layers().size(), 1U);
    EXPECT_EQ(finished(), 2) << "of them two are still to come";
    control->release();
    ASSERT_SOON(idle());
    EXPECT_TRUE(page().strip().isVisible());
    ASSERT_EQ(finished(), 2);
    EXPECT_EQ(candidates.at(2).state, ui::CandidateState::Finished);
    page().strip().setCurrentRow(2);
    action("image.keep").trigger();
    EXPECT_EQ(page().document().layers().size(), 2U);
    EXPECT_FALSE(page().strip().isVisible());
}

TEST_F(Studio, InpaintingLeavesUnmaskedPixelsAlone) {
    openPicture();
    const QImage before = page().document().flattened(QRect(0, 0, 64, 64));
    document::combine(page().document(), document::selectRectangle(QRectF(20, 20, 24, 24), QRect(0, 0, 64, 64)), document::MaskCombine::Replace);
    set("mode", QStringLiteral("inpaint"));
    set("prompt", QStringLiteral("a boat"));
    window().generate();
    ASSERT_SOON(finished() == 1 && idle());
    page().strip().keep();
    const QImage after = page().document().flattened(QRect(0, 0, 64, 64));
    EXPECT_NE(after.copy(24, 24, 16, 16), before.copy(24, 24, 16, 16));
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x)
            if (page().document().state().mask.toImage(QRect(x, y, 1, 1)).pixelColor(0, 0).value() == 0) {
                ASSERT_EQ(after.pixel(x, y), before.pixel(x, y)) << x << ' ' << y;
            }
}

TEST_F(Studio, InpaintingWithoutAMaskSaysWhatToDoAndRunsNothing) {
    openPicture();
    set("mode", QStringLiteral("inpaint"));
    window().generate();
    EXPECT_TRUE(window().messages().isVisible());
    EXPECT_FALSE(window().messages().body().isEmpty());
    EXPECT_TRUE(idle());
    EXPECT_EQ(control->runs(), 0);
}

TEST_F(Studio, CancelAnswersAtOnceAndKeepsFinishedPictures) {
    action("file.new").trigger();
    set("prompt", QStringLiteral("x"));
    set("variants", 3);
    set("steps", 4);
    control->hold();
    control->allowSteps(5); // the first picture and a step of the second
    window().generate();
    ASSERT_SOON(control->stepsTaken() == 5 && finished() >= 1);
    action("image.cancel").trigger();
    auto *button = window().panel().button().findChild<QPushButton *>();
    EXPECT_FALSE(button->isEnabled()); // it has answered, before the engine has
    ASSERT_SOON(idle());
    EXPECT_EQ(finished(), 1);
}

TEST_F(Studio, EscapeNeverCancelsAJob) {
    action("file.new").trigger();
    control->hold();
    window().generate();
    ASSERT_SOON(m_queue->running() != nullptr);
    for (QWidget *widget : {static_cast<QWidget *>(&page().canvas()), static_cast<QWidget *>(&prompt()), static_cast<QWidget *>(&window())})
        QTest::keyClick(widget, Qt::Key_Escape);
    ASSERT_NE(m_queue->running(), nullptr);
    EXPECT_FALSE(m_queue->running()->cancelling);
    control->release();
    ASSERT_SOON(idle());
}

TEST_F(Studio, AFailedJobTellsWhyInTheMessageBar) {
    action("file.new").trigger();
    control->failAt(2, {ErrorCode::OutOfMemory, "memory", "needs 7.1 GB where 5.8 GB are free", "choose a smaller size"});
    window().generate();
    ASSERT_SOON(window().messages().isVisible());
    EXPECT_TRUE(window().messages().body().contains(QStringLiteral("7.1 GB")));
    ASSERT_SOON(idle());
}

TEST_F(Studio, UndoTakesBackThePromptWithTheStrokes) {
    action("file.new").trigger();
    prompt().setFocus();
    QTest::keyClicks(&prompt(), QStringLiteral("oak"));
    document::fillMask(page().document());
    action("edit.undo").trigger();
    EXPECT_EQ(prompt().toPlainText(), QStringLiteral("oak"));
    action("edit.undo").trigger();
    EXPECT_EQ(prompt().toPlainText(), QString());
}

TEST_F(Studio, TheFramesLabelFollowsTheModeThereAndBack) {
    openPicture();
    window().panel().chooseMode(ui::Mode::Inpaint);
    EXPECT_SOON(page().canvas().frameLabel().startsWith(QStringLiteral("inpaint region")));
    action("edit.undo").trigger();
    EXPECT_SOON(page().canvas().frameLabel().startsWith(QStringLiteral("frame")));
    action("edit.redo").trigger();
    EXPECT_SOON(page().canvas().frameLabel().startsWith(QStringLiteral("inpaint region")));
}

TEST_F(Studio, SaysWhereItComputesAndLetsACardBePassedOver) {
    const auto told = [&] {
        const auto labels = window().findChild<ui::StatusLine *>()->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) { return label->text() == QStringLiteral("● CUDA:0 · f16"); });
    };
    EXPECT_FALSE(told());
    stop();
    control->setDevice("cuda:0");
    start();
    ASSERT_SOON(told());
    window().actions().action(QStringLiteral("edit.settings"))->trigger();
    auto *settings = window().findChild<ui::SettingsDialog *>();
    ASSERT_NE(settings, nullptr);
    for (auto *box : settings->findChildren<QComboBox *>())
        if (const int processor = box->findData(QStringLiteral("cpu")); processor >= 0)
            box->setCurrentIndex(processor);
    EXPECT_SOON(!told());
}

TEST_F(Studio, CtrlUpWeighsTheWordAtTheCursor) {
    action("file.new").trigger();
    prompt().setFocus();
    QTest::keyClicks(&prompt(), QStringLiteral("oak"));
    QTest::keyClick(&prompt(), Qt::Key_Up, Qt::ControlModifier);
    QTest::keyClick(&prompt(), Qt::Key_Up, Qt::ControlModifier);
    EXPECT_EQ(prompt().toPlainText(), QStringLiteral("(oak:1.2)"));
    EXPECT_EQ(page().parameters().prompt, QStringLiteral("(oak:1.2)"));
}

TEST_F(Studio, ComesBackAfterBeingKilled) {
    openPicture();
    set("prompt", QStringLiteral("kept"));
    document::fillMask(page().document());
    const auto state = page().document().state();
    // As after kill -9: nothing is told to the parts, the journal stays.
    stop();
    start();
    ASSERT_SOON(window().messages().isVisible());
    window().files().sessions().restore();
    ASSERT_SOON(window().tabs().current() != nullptr);
    EXPECT_EQ(page().document().state(), state);
    EXPECT_EQ(prompt().toPlainText(), QStringLiteral("kept"));
}

TEST_F(Studio, RemembersParametersAndLayout) {
    action("file.new").trigger();
    prompt().setFocus();
    QTest::keyClicks(&prompt(), QStringLiteral("a boat"));
    window().findChild<QDockWidget *>(QStringLiteral("noise"))->hide();
    window().close();
    stop();
    start();
    EXPECT_EQ(prompt().toPlainText(), QStringLiteral("a boat"));
    EXPECT_TRUE(window().findChild<QDockWidget *>(QStringLiteral("noise"))->isHidden());
}

TEST_F(Studio, WhatWaitsIsCancelledByItsOwnKeyAndWhatRunsGoesOn) {
    action("file.new").trigger();
    control->hold();
    for (int i = 0; i < 3; ++i)
        window().generate();
    ASSERT_SOON(m_queue->running() && m_queue->waiting() == 2);
    QTest::keyClick(&page().canvas(), Qt::Key_X, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(m_queue->waiting(), 0);
    ASSERT_NE(m_queue->running(), nullptr);
    EXPECT_FALSE(m_queue->running()->cancelling);
    control->release();
    EXPECT_SOON(idle() && finished() == 1);
}

TEST_F(Studio, TheSheetOfShortcutsNamesTheKeysThatAreHeldToo) {
    ui::ShortcutSheet sheet(window().actions());
    const auto shown = [&](const char *words) {
        sheet.search(QLatin1String(words));
        const auto *tree = sheet.findChild<QTreeWidget *>();
        return tree->topLevelItemCount() == 0 ? QString() : tree->topLevelItem(0)->child(0)->text(1);
    };
    EXPECT_EQ(shown("pan any tool"), QStringLiteral("Space, held"));
    EXPECT_EQ(shown("zoom pointer"), QStringLiteral("Ctrl+wheel"));
    EXPECT_EQ(shown("as it was before"), QStringLiteral("\\, held"));
    EXPECT_EQ(shown("weigh"), QStringLiteral("Ctrl+Up; Ctrl+Down"));
    EXPECT_EQ(shown("queue front"), QString());
    EXPECT_EQ(shown("brush and eraser"), QStringLiteral("X"));
}

TEST_F(Studio, KeysAreUniqueAndCanBeRebound) {
    auto &registry = window().actions();
    for (const auto &entry : registry.entries())
        for (const auto &key : entry.action->shortcuts()) {
            const auto *other = registry.ownerOf(key, entry.spec.id);
            EXPECT_EQ(other, nullptr) << entry.spec.id.toStdString() << " and " << (other ? other->spec.id.toStdString() : "");
        }
    registry.rebind(QStringLiteral("tool.brush"), {QKeySequence(QStringLiteral("P"))});
    EXPECT_EQ(registry.ownerOf(QKeySequence(QStringLiteral("P")), {})->spec.id, QStringLiteral("tool.brush"));
    stop();
    start();
    EXPECT_EQ(action("tool.brush").shortcut(), QKeySequence(QStringLiteral("P")));
    window().actions().resetAll();
    EXPECT_EQ(action("tool.brush").shortcut(), QKeySequence(QStringLiteral("B")));
}

} // namespace
} // namespace sfumato::testing
