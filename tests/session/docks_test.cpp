// SPDX-License-Identifier: GPL-3.0-or-later
// The History and Queue docks as real widgets. With SFUMATO_SCREENSHOTS set to a folder, pictures of them are left there.
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <gtest/gtest.h>

#include "tests/session/session_fixture.h"
#include "ui/history/history_panel.h"
#include "ui/history/picture_titles.h"
#include "ui/queue/job_row.h"
#include "ui/queue/queue_list.h"
#include "ui/queue/queue_panel.h"

namespace sfumato::testing {
namespace {

using service::HistoryEntry;
using service::JobState;
using ui::HistoryPanel;
using ui::JobRow;
using ui::QueueList;
using ui::QueuePanel;

void screenshot(QWidget &widget, const QString &name) {
    const QString folder = qEnvironmentVariable("SFUMATO_SCREENSHOTS");
    if (!folder.isEmpty()) {
        EXPECT_TRUE(widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png")));
    }
}

/// Everything that can have the focus has a name for those who do not see it.
void expectNames(const QWidget &widget) {
    for (const QWidget *child : widget.findChildren<QWidget *>()) {
        if (child->focusPolicy() == Qt::NoFocus || !child->isVisible())
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(child);
        EXPECT_TRUE(!child->accessibleName().isEmpty() || (button && !button->text().isEmpty()))
            << child->metaObject()->className() << " " << child->objectName().toStdString();
    }
}

/// A session with its docks.
struct Docks : Session {
    service::Thumbnails thumbnails{data() + QStringLiteral("/thumbnails")};
    HistoryPanel historyPanel{*history, thumbnails};
    QueuePanel queuePanel{*queue};
    QListView *list = historyPanel.findChild<QListView *>();
    QueueList *jobs = queuePanel.findChild<QueueList *>();

    Docks() {
        historyPanel.resize(264, 330);
        queuePanel.resize(264, 330);
        historyPanel.show();
        queuePanel.show();
        EXPECT_TRUE(waitForSettled());
    }
    /// Keys and focus belong to one window at a time.
    static void activate(QWidget &panel) {
        panel.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&panel));
    }
    void generate(std::initializer_list<const char *> prompts) {
        for (const char *prompt : prompts)
            queue->add(draft(prompt));
        EXPECT_TRUE(waitForIdle());
    }
    QStringList titles() const {
        QStringList titles;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            titles << list->model()->index(row, 0).data(ui::HistoryModel::TitleRole).toString();
        return titles;
    }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(list, static_cast<Qt::Key>(key), modifiers); }
    QString emptyText() const {
        for (const QLabel *label : historyPanel.findChildren<QLabel *>())
            if (label->wordWrap())
                return label->isVisible() ? label->text() : QString();
        return {};
    }
    JobRow *row(int index) const { return static_cast<JobRow *>(jobs->itemWidget(jobs->item(index))); }
    QToolButton *button(int index, const QString &toolTip) const {
        for (QToolButton *button : row(index)->findChildren<QToolButton *>())
            if (button->toolTip() == toolTip)
                return button->isVisible() ? button : nullptr;
        return nullptr;
    }
    QStringList prompts() const {
        QStringList prompts;
        for (const service::Job &job : queue->jobs())
            prompts << QString::fromStdString(job.draft.request.prompt);
        return prompts;
    }
};

TEST(HistoryPanel, ExplainsItselfWhileItIsEmpty) {
    Docks docks;
    EXPECT_TRUE(docks.emptyText().contains(QStringLiteral("kept here")));
    screenshot(docks.historyPanel, QStringLiteral("history-empty"));
    docks.generate({"house"});
    EXPECT_TRUE(docks.emptyText().isEmpty());
    EXPECT_EQ(docks.titles(), QStringList{QStringLiteral("Generate · house")});
}

TEST(HistoryPanel, ShowsWhatWasMadeWithBranchesAndStars) {
    Docks docks;
    docks.generate({"cottage at dusk, distant mountains", "a fox in the snow, soft light, painted with a dry brush"});
    const QString cottage = docks.entries().back().name;
    service::JobDraft removed = inpainting("");
    removed.mode = service::PictureMode::Remove;
    removed.parent = cottage;
    docks.queue->add(removed);
    ASSERT_TRUE(docks.waitForIdle());
    service::JobDraft restyled = draft("gouache <b>not bold</b>", 1, 184467);
    restyled.mode = service::PictureMode::Restyle;
    restyled.parent = cottage;
    docks.queue->add(restyled);
    ASSERT_TRUE(docks.waitForIdle());
    ASSERT_TRUE(docks.history->setStarred(docks.entries().front().id, true));
    const auto depth = [&](int row) { return docks.list->model()->index(row, 0).data(ui::HistoryModel::DepthRole).toInt(); };
    EXPECT_EQ(docks.titles().front(), QStringLiteral("Restyle · gouache <b>not bold</b>"));
    EXPECT_EQ(depth(0), 0);
    EXPECT_EQ(depth(1), 1);
    EXPECT_EQ(depth(2), 0);
    docks.historyPanel.select(docks.entries().front().id);
    ASSERT_TRUE(waitUntil([&] { // every thumbnail that is on the screen comes by itself
        docks.list->grab();
        for (int row = 0; row < 4; ++row)
            if (docks.list->model()->index(row, 0).data(ui::HistoryModel::ThumbnailRole).value<QImage>().isNull())
                return false;
        return true;
    }));
    screenshot(docks.historyPanel, QStringLiteral("history"));
    expectNames(docks.historyPanel);
}

TEST(HistoryPanel, SaysWhatAPictureWasEditedFromAndLeadsThere) {
    Docks docks;
    docks.generate({"cottage <img src=x>"});
    const HistoryEntry cottage = docks.entries().back();
    service::JobDraft removed = inpainting("fox");
    removed.parent = cottage.name;
    docks.queue->add(removed);
    ASSERT_TRUE(docks.waitForIdle());
    ASSERT_TRUE(docks.history->setRejected(cottage.id, true));
    auto *search = docks.historyPanel.findChild<QLineEdit *>();
    search->setText(QStringLiteral("fox"));
    QTest::keyClick(search, Qt::Key_Return);
    ASSERT_EQ(docks.titles().size(), 1);
    EXPECT_TRUE(docks.list->model()->index(0, 0).data(Qt::AccessibleDescriptionRole).toString().contains(cottage.name));
    Docks::activate(docks.historyPanel);
    docks.list->setFocus();
    docks.list->setCurrentIndex(docks.list->model()->index(0, 0));
    docks.press(Qt::Key_P);
    ASSERT_TRUE(docks.historyPanel.current());
    EXPECT_EQ(docks.historyPanel.current()->id, cottage.id);
    EXPECT_TRUE(docks.list->currentIndex().data(Qt::ToolTipRole).toString().contains(QStringLiteral("&lt;img"))) << "what was typed is no markup";
    docks.press(Qt::Key_P); // it was edited from nothing
    EXPECT_EQ(docks.historyPanel.current()->id, cottage.id);
}

TEST(HistoryPanel, FindsByWordsAndSaysWhereNothingFits) {
    Docks docks;
    docks.generate({"red house", "blue house", "cat"});
    auto *search = docks.historyPanel.findChild<QLineEdit *>();
    search->setText(QStringLiteral("house blue"));
    QTest::keyClick(search, Qt::Key_Return);
    EXPECT_EQ(docks.titles(), QStringList{QStringLiteral("Generate · blue house")});
    search->setText(QStringLiteral("nothing like it"));
    ASSERT_TRUE(waitUntil([&] { return docks.titles().isEmpty(); }));
    EXPECT_TRUE(docks.emptyText().contains(QStringLiteral("fits")));
    docks.generate({"dog"}); // comes, but does not fit
    EXPECT_TRUE(docks.titles().isEmpty());
    search->clear();
    ASSERT_TRUE(waitUntil([&] { return docks.titles().size() == 4; }));
}

TEST(HistoryPanel, IsWorkedByKeys) {
    Docks docks;
    docks.generate({"a", "b", "c"});
    Docks::activate(docks.historyPanel);
    docks.list->setFocus();
    docks.list->setCurrentIndex(docks.list->model()->index(1, 0));
    QString opened;
    QObject::connect(&docks.historyPanel, &HistoryPanel::openRequested, &docks.historyPanel, [&](const HistoryEntry &entry) { opened = entry.prompt; });
    docks.press(Qt::Key_Return);
    EXPECT_EQ(opened, QStringLiteral("b"));
    docks.press(Qt::Key_S);
    EXPECT_TRUE(docks.historyPanel.current()->starred);
    docks.press(Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QApplication::clipboard()->text(), QStringLiteral("b"));
    docks.press(Qt::Key_Delete);
    EXPECT_EQ(docks.titles().size(), 2);
    EXPECT_TRUE(docks.historyPanel.current());
    screenshot(docks.historyPanel, QStringLiteral("history-deleted"));
    docks.press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(docks.titles().size(), 3);
    EXPECT_EQ(docks.historyPanel.current()->prompt, QStringLiteral("b"));
    docks.press(Qt::Key_X);
    EXPECT_EQ(docks.titles().size(), 2); // rejected ones are not shown
}

TEST(HistoryPanel, CopiesACommandLine) {
    Docks docks;
    docks.generate({"it's a house"});
    docks.list->setCurrentIndex(docks.list->model()->index(0, 0));
    for (QAction *action : docks.list->actions())
        if (action->objectName() == QStringLiteral("copyCommandLine"))
            action->trigger();
    EXPECT_TRUE(QApplication::clipboard()->text().startsWith(QStringLiteral("sfumato-cli generate --prompt 'it'\\''s a house'")));
}

TEST(HistoryPanel, GivesARowAwayAsAFile) {
    Docks docks;
    docks.generate({"a"});
    const std::unique_ptr<QMimeData> data(docks.list->model()->mimeData({docks.list->model()->index(0, 0)}));
    ASSERT_EQ(data->urls().size(), 1);
    EXPECT_EQ(data->urls().front().toLocalFile(), docks.entries().front().path());
}

TEST(HistoryPanel, MarksPicturesThatAreGone) {
    Docks docks;
    docks.generate({"a"});
    ASSERT_TRUE(QFile::remove(docks.entries().front().path()));
    service::Thumbnails thumbnails(docks.data());
    HistoryPanel fresh(*docks.history, thumbnails);
    fresh.resize(264, 120);
    const QAbstractItemModel *model = fresh.findChild<QListView *>()->model();
    ASSERT_TRUE(waitUntil([&] {
        fresh.grab();
        return model->index(0, 0).data(ui::HistoryModel::MissingRole).toBool();
    }));
    screenshot(fresh, QStringLiteral("history-missing"));
}

TEST(HistoryPanel, ReadsThousandsAPageAtATime) {
    Docks docks;
    for (int i = 0; i < 3000; ++i) {
        SavedPicture saved;
        saved.path = docks.pictures() + QStringLiteral("/%1.png").arg(i);
        saved.origin.created = QDateTime::fromMSecsSinceEpoch(i, Qt::UTC);
        ASSERT_TRUE(docks.history->add(saved));
    }
    service::Thumbnails thumbnails(docks.data());
    HistoryPanel fresh(*docks.history, thumbnails);
    const QAbstractItemModel *model = fresh.findChild<QListView *>()->model();
    EXPECT_LT(model->rowCount(), 500);
    fresh.resize(264, 400);
    fresh.show();
    QListView *list = fresh.findChild<QListView *>();
    ASSERT_TRUE(waitUntil([&] {
        list->scrollToBottom();
        return model->rowCount() == 3000;
    }));
}

TEST(QueuePanel, ExplainsItselfWhileItIsEmpty) {
    Docks docks;
    expectNames(docks.queuePanel);
    screenshot(docks.queuePanel, QStringLiteral("queue-empty"));
    EXPECT_EQ(docks.jobs->count(), 0);
}

TEST(QueuePanel, ShowsWhatRunsWaitsAndHasEnded) {
    Docks docks;
    docks.control->failAt(1, Error{ErrorCode::OutOfMemory, "the picture", "needs about 7.1 GB, 5.8 GB are free", {}});
    docks.queue->add(draft("a castle of enormous size"));
    ASSERT_TRUE(docks.waitForIdle());
    docks.control->hold();
    docks.control->setStepMilliseconds(700);
    service::JobDraft running = inpainting("oak tree on a hill");
    running.request.count = 4;
    running.request.steps = 24;
    docks.queue->add(running);
    docks.queue->add(draft("harbour study"));
    service::JobDraft labelled = draft("x", 2);
    labelled.label = QStringLiteral("Upscale 2× · harbour study");
    docks.queue->add(labelled);
    docks.control->allowSteps(24 + 15);
    ASSERT_TRUE(waitUntil([&] { return docks.queue->running() && docks.queue->running()->progress.image == 1 && docks.queue->running()->progress.step == 15; }));
    ASSERT_EQ(docks.jobs->count(), 4);
    EXPECT_EQ(ui::jobTitle(docks.queue->jobs()[0]), QStringLiteral("Inpaint · oak tree on a hill ×4"));
    EXPECT_TRUE(ui::jobDetail(docks.queue->jobs()[0]).startsWith(QStringLiteral("step 15 of 24 · 0:")));
    EXPECT_TRUE(ui::jobDetail(docks.queue->jobs()[0]).endsWith(QStringLiteral("1 of 4 done")));
    EXPECT_EQ(ui::jobTitle(docks.queue->jobs()[2]), QStringLiteral("Upscale 2× · harbour study ×2"));
    EXPECT_TRUE(ui::jobDetail(docks.queue->jobs()[3]).contains(QStringLiteral("7.1 GB")));
    docks.jobs->setCurrentRow(1);
    screenshot(docks.queuePanel, QStringLiteral("queue"));
    expectNames(docks.queuePanel);
}

TEST(QueuePanel, CutsNoLetterOfARow) {
    Docks docks;
    docks.control->hold();
    ASSERT_TRUE(docks.waitForState(docks.queue->add(draft("a gypsy in a foggy alley", 2)), JobState::Running));
    docks.queue->add(draft("a quay"));
    QApplication::processEvents();
    for (int i = 0; i < docks.jobs->count(); ++i) {
        EXPECT_GE(docks.row(i)->height(), docks.row(i)->sizeHint().height()) << i;
        for (const QLabel *label : docks.row(i)->findChildren<QLabel *>())
            EXPECT_GE(label->height(), label->fontMetrics().height()) << i;
    }
}

TEST(QueuePanel, AnswersTheCancelButtonAtOnce) {
    Docks docks;
    docks.control->hold();
    const QString id = docks.queue->add(draft("a", 3));
    ASSERT_TRUE(docks.waitForState(id, JobState::Running));
    QTest::mouseClick(docks.button(0, QStringLiteral("Cancel")), Qt::LeftButton);
    EXPECT_FALSE(docks.button(0, QStringLiteral("Cancel"))->isEnabled()); // before the engine could know
    EXPECT_TRUE(ui::jobDetail(docks.queue->jobs()[0]).contains(QStringLiteral("cancelling")));
    ASSERT_TRUE(docks.waitForState(id, JobState::Cancelled));
    docks.control->release();
    QTest::mouseClick(docks.button(0, QStringLiteral("Try again")), Qt::LeftButton);
    ASSERT_TRUE(docks.waitForState(id, JobState::Done));
    QTest::mouseClick(docks.button(0, QStringLiteral("Remove from the list")), Qt::LeftButton);
    EXPECT_EQ(docks.jobs->count(), 0);
}

TEST(QueuePanel, ReordersByKeysAndByDragging) {
    Docks docks;
    docks.control->hold();
    ASSERT_TRUE(docks.waitForState(docks.queue->add(draft("running")), JobState::Running));
    for (const char *prompt : {"a", "b", "c"})
        docks.queue->add(draft(prompt));
    Docks::activate(docks.queuePanel);
    docks.jobs->setFocus();
    docks.jobs->setCurrentRow(3);
    QTest::keyClick(docks.jobs, Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(docks.prompts().join(QLatin1Char(' ')), QStringLiteral("running a c b"));
    EXPECT_EQ(docks.jobs->currentRow(), 2); // the selection goes along
    Q_EMIT docks.jobs->moveRequested(3, 1);
    EXPECT_EQ(docks.prompts().join(QLatin1Char(' ')), QStringLiteral("running b a c"));
    docks.jobs->setCurrentRow(3);
    QTest::keyClick(docks.jobs, Qt::Key_Return);
    EXPECT_EQ(docks.prompts().join(QLatin1Char(' ')), QStringLiteral("running c b a"));
    QTest::keyClick(docks.jobs, Qt::Key_Delete);
    EXPECT_EQ(docks.queue->waiting(), 2);
    EXPECT_FALSE(docks.jobs->item(0)->flags() & Qt::ItemIsDragEnabled);
    EXPECT_TRUE(docks.jobs->item(1)->flags() & Qt::ItemIsDragEnabled);
}

TEST(QueuePanel, PausesAndGoesOn) {
    Docks docks;
    QPushButton *pause = nullptr;
    for (QPushButton *button : docks.queuePanel.findChildren<QPushButton *>())
        if (button->text() == QStringLiteral("Pause"))
            pause = button;
    ASSERT_TRUE(pause);
    QTest::mouseClick(pause, Qt::LeftButton);
    EXPECT_TRUE(docks.queue->paused());
    EXPECT_EQ(pause->text(), QStringLiteral("Resume"));
    const QString id = docks.queue->add(draft("a"));
    screenshot(docks.queuePanel, QStringLiteral("queue-paused"));
    QTest::mouseClick(pause, Qt::LeftButton);
    ASSERT_TRUE(docks.waitForState(id, JobState::Done));
}

TEST(PictureTitles, SayHowLongAgoAndHowLong) {
    const QDateTime now(QDate(2026, 11, 24), QTime(12, 0), Qt::UTC);
    EXPECT_EQ(ui::agoText(now.addSecs(-30), now), QStringLiteral("just now"));
    EXPECT_EQ(ui::agoText(now.addSecs(600), now), QStringLiteral("just now")); // the clock was set back
    EXPECT_EQ(ui::agoText(now.addSecs(-130), now), QStringLiteral("2 min ago"));
    EXPECT_EQ(ui::agoText(now.addSecs(-7300), now), QStringLiteral("2 h ago"));
    EXPECT_EQ(ui::durationText(11.23), QStringLiteral("11.2 s"));
    EXPECT_EQ(ui::durationText(200), QStringLiteral("3 min 20 s"));
    EXPECT_EQ(ui::clockText(5.2), QStringLiteral("0:06"));
    EXPECT_EQ(ui::clockText(760), QStringLiteral("12:40"));
}

} // namespace
} // namespace sfumato::testing
