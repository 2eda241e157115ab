// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <gtest/gtest.h>

#include "app/document/document.h"
#include "app/document/undo_history.h"
#include "tests/document/random_session.h"

namespace sfumato::document {
namespace {

constexpr int acts = 1000;

/// A thousand acts beside a list of what the document was at every position of the history.
void compareWithSnapshots(unsigned seed, qint64 budget) {
    const QTemporaryDir folder;
    Document document(RandomSession::start());
    UndoHistory &history = document.history();
    history.setBudget(budget, folder.path().toStdString());
    std::vector<DocumentState> states{document.state()};
    bool pushed = false;
    QObject::connect(&history, &UndoHistory::rowsInserted, &document, [&] { pushed = true; });
    RandomSession session(seed);
    for (int i = 0; i < acts; ++i) {
        const int before = history.position();
        pushed = false;
        session.act(document);
        const int position = history.position();
        if (pushed) {
            states.resize(std::size_t(position));
            states.push_back(document.state());
        } else if (position == before && position == history.stepCount()) {
            states.back() = document.state(); // perhaps merged into the step before
        }
        ASSERT_EQ(history.stepCount() + 1, int(states.size()));
        ASSERT_TRUE(states[std::size_t(position)] == document.state()) << "act " << i << ", seed " << seed;
        ASSERT_LE(history.bytesInMemory(), budget);
    }
    history.jumpTo(history.stepCount());
    const DocumentState end = document.state();
    for (int position = history.stepCount(); position >= 0; --position) {
        history.jumpTo(position);
        ASSERT_TRUE(states[std::size_t(position)] == document.state()) << position;
    }
    EXPECT_TRUE(document.state() == RandomSession::start());
    EXPECT_EQ(fingerprint(document.state()), fingerprint(RandomSession::start()));
    while (history.canRedo())
        history.redo();
    EXPECT_TRUE(document.state() == end);
    EXPECT_GT(history.stepCount(), 100);
}

TEST(UndoModel, AThousandRandomActsAreTakenBackAndDoneAgainByteForByte) {
    for (const unsigned seed : {1U, 2U, 3U})
        compareWithSnapshots(seed, 512LL << 20);
}

TEST(UndoModel, SoTheyAreWhenNearlyEveryStepIsOnDisk) {
    for (const unsigned seed : {4U, 5U})
        compareWithSnapshots(seed, 100'000);
}

TEST(UndoModel, StepsThatCannotBeStoredStayInMemory) {
    Document document(RandomSession::start());
    UndoHistory &history = document.history();
    history.setBudget(1000, "/proc/no-folder-can-be-made-here");
    int failures = 0;
    QObject::connect(&history, &UndoHistory::failed, &document, [&] { ++failures; });
    RandomSession session(6);
    for (int i = 0; i < 100; ++i)
        session.act(document);
    EXPECT_EQ(failures, 1) << "told once";
    history.jumpTo(0);
    EXPECT_TRUE(document.state() == RandomSession::start());
}

} // namespace
} // namespace sfumato::document
