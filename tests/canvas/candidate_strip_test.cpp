// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/candidates/candidate_strip.h"

#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

namespace sfumato::ui {
namespace {

QImage plain(QColor colour) {
    QImage picture(64, 48, QImage::Format_RGB32);
    picture.fill(colour);
    return picture;
}

class Strip : public testing::Test {
protected:
    Strip() {
        strip.resize(900, 120);
        strip.show();
        strip.candidates().setOriginal(plain(Qt::gray));
        strip.candidates().addQueued("job", 3);
        list = strip.findChild<QListView *>();
    }
    QString label(int row) { return strip.candidates().index(row).data(CandidatesModel::LabelRole).toString(); }

    CandidateStrip strip;
    QListView *list = nullptr;
};

TEST_F(Strip, ShowsTheOriginalThenWhatIsUnderWay) {
    ASSERT_EQ(strip.candidates().rowCount(), 4);
    EXPECT_EQ(label(0), "original");
    EXPECT_EQ(label(1), "queued");
    strip.candidates().showPreview("job", 0, plain(Qt::red));
    EXPECT_EQ(label(1), "1 · previewing");
    strip.candidates().finish("job", 0, "a", plain(Qt::green));
    EXPECT_EQ(label(1), "1");
    EXPECT_EQ(label(2), "queued");
    strip.candidates().dropUnfinished("job");
    EXPECT_EQ(strip.candidates().rowCount(), 2);
}

TEST_F(Strip, GivesAResultItsOwnPlaceWhateverTheOrderOfArrival) {
    strip.candidates().finish("job", 1, "b", plain(Qt::green));
    strip.candidates().finish("other", 0, "c", plain(Qt::blue));
    EXPECT_EQ(strip.candidates().rowOf("b"), 2);
    EXPECT_EQ(strip.candidates().rowOf("c"), 4);
    EXPECT_EQ(label(4), "4");
}

TEST_F(Strip, ArrowsMoveAndEnterKeepsFinishedOnesOnly) {
    strip.candidates().finish("job", 0, "a", plain(Qt::green));
    QSignalSpy kept(&strip, &CandidateStrip::keepRequested), moved(&strip, &CandidateStrip::currentChanged);
    strip.setCurrentRow(0);
    QTest::keyClick(list, Qt::Key_Return);
    EXPECT_EQ(kept.count(), 0) << "the original is there already";
    QTest::keyClick(list, Qt::Key_Right);
    EXPECT_EQ(strip.currentRow(), 1);
    EXPECT_EQ(moved.last().first().toInt(), 1);
    QTest::keyClick(list, Qt::Key_Return);
    ASSERT_EQ(kept.count(), 1);
    EXPECT_EQ(kept.first().first().toString(), "a");
    QTest::keyClick(list, Qt::Key_Right);
    QTest::keyClick(list, Qt::Key_Return);
    EXPECT_EQ(kept.count(), 1) << "a queued one cannot be kept";
}

TEST_F(Strip, DiscardCanBeTakenBack) {
    strip.candidates().finish("job", 0, "a", plain(Qt::green));
    strip.candidates().finish("job", 1, "b", plain(Qt::blue));
    QSignalSpy gone(&strip, &CandidateStrip::discarded), back(&strip, &CandidateStrip::restored);
    strip.setCurrentRow(1);
    QTest::keyClick(list, Qt::Key_Delete);
    EXPECT_EQ(gone.last().first().toString(), "a");
    EXPECT_EQ(strip.candidates().rowOf("a"), -1);
    ASSERT_TRUE(strip.current());
    EXPECT_EQ(strip.current()->id, "b") << "the next one is chosen";
    QTest::keyClick(list, Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(back.last().first().toString(), "a");
    EXPECT_EQ(strip.candidates().rowOf("a"), 1);
    EXPECT_EQ(strip.current()->id, "a");
    EXPECT_FALSE(strip.canUndoDiscard());
}

TEST_F(Strip, StarShowsWhatTheHistorySays) {
    strip.candidates().finish("job", 0, "a", plain(Qt::green));
    strip.setCurrentRow(1);
    QSignalSpy asked(&strip, &CandidateStrip::starRequested);
    QTest::keyClick(list, Qt::Key_S);
    ASSERT_EQ(asked.count(), 1);
    EXPECT_TRUE(asked.first().at(1).toBool());
    EXPECT_FALSE(strip.current()->starred) << "nobody has written it yet";
    strip.candidates().setStarred("a", true);
    EXPECT_TRUE(strip.current()->starred);
    EXPECT_EQ(strip.candidates().index(1).data(Qt::AccessibleTextRole).toString(), "Candidate 1, starred");
}

TEST_F(Strip, ButtonsAskForTheChosenCandidate) {
    strip.candidates().finish("job", 0, "a", plain(Qt::green));
    const auto press = [&](const char *name) {
        for (QAbstractButton *each : strip.findChildren<QAbstractButton *>())
            if (each->accessibleName() == QLatin1String(name)) {
                each->click();
                return;
            }
        ADD_FAILURE() << name;
    };
    QSignalSpy more(&strip, &CandidateStrip::moreLikeThisRequested), again(&strip, &CandidateStrip::rerunRequested),
        compare(&strip, &CandidateStrip::compareRequested), keep(&strip, &CandidateStrip::keepRequested);
    press("More like this");
    EXPECT_EQ(more.count(), 0) << "nothing is chosen";
    strip.setCurrentRow(1);
    for (const char *name : {"More like this", "Run this recipe again", "Compare with the original", "Keep as layer"})
        press(name);
    EXPECT_EQ(more.count() + again.count() + compare.count() + keep.count(), 4);
}

TEST_F(Strip, SelectionStaysWithItsCandidateWhileOthersArrive) {
    strip.candidates().finish("job", 0, "a", plain(Qt::green));
    strip.setCurrentRow(1);
    strip.candidates().finish("job", 1, "b", plain(Qt::blue));
    strip.candidates().addQueued("next", 2);
    EXPECT_EQ(strip.current()->id, "a");
}

} // namespace
} // namespace sfumato::ui
