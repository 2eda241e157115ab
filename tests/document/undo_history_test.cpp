// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/undo_history.h"

#include <QSignalSpy>
#include <gtest/gtest.h>

#include "app/document/document.h"

namespace sfumato::document {
namespace {

TEST(UndoHistory, MergesConsecutiveChangesOfOneField) {
    Document document(emptyState({100, 100}));
    UndoHistory &history = document.history();
    document.setSetting("prompt", "a", "Edit prompt");
    document.setSetting("prompt", "ab", "Edit prompt");
    EXPECT_EQ(history.stepCount(), 1);
    document.setSetting("steps", 20, "Change steps");
    document.setSetting("prompt", "abc", "Edit prompt");
    EXPECT_EQ(history.stepCount(), 3);
    history.undo();
    EXPECT_EQ(document.settings().value("prompt").toString(), "ab");
    history.jumpTo(0);
    EXPECT_TRUE(document.settings().isEmpty());
    history.jumpTo(3);
    EXPECT_EQ(document.settings().value("prompt").toString(), "abc");
}

TEST(UndoHistory, MergingEndsWithTheFocusAndWithUndo) {
    Document document(emptyState({100, 100}));
    document.setFrame({0, 0, 64, 64});
    document.history().endMerging();
    document.setFrame({8, 0, 64, 64});
    EXPECT_EQ(document.history().stepCount(), 2);
    document.history().undo();
    document.setFrame({16, 0, 64, 64});
    document.history().undo();
    EXPECT_EQ(document.frame(), QRect(0, 0, 64, 64));
}

TEST(UndoHistory, KnowsWhatIsUnsaved) {
    Document document(emptyState({100, 100}));
    QSignalSpy modified(&document, &Document::modifiedChanged);
    document.setFrame({0, 0, 64, 64});
    EXPECT_TRUE(document.isModified());
    document.setSaved();
    EXPECT_FALSE(document.isModified());
    document.setFrame({0, 8, 64, 64});
    document.history().undo();
    EXPECT_FALSE(document.isModified()) << "a change after a save is a step of its own";
    document.history().undo();
    EXPECT_TRUE(document.isModified());
    document.setFrame({1, 1, 64, 64});
    document.history().undo();
    EXPECT_TRUE(document.isModified()) << "the saved state is not reachable any more";
    EXPECT_EQ(modified.size(), 5);
}

TEST(UndoHistory, ListsItsStepsAndWhichAreUndone) {
    Document document(emptyState({100, 100}));
    UndoHistory &history = document.history();
    document.setFrame({0, 0, 64, 64});
    document.setSetting("seed", 4, "Change seed");
    history.undo();
    ASSERT_EQ(history.rowCount(), 3);
    EXPECT_EQ(history.data(history.index(2), Qt::DisplayRole).toString(), "Change seed");
    EXPECT_TRUE(history.data(history.index(2), UndoHistory::IsUndoneRole).toBool());
    EXPECT_FALSE(history.data(history.index(1), UndoHistory::IsUndoneRole).toBool());
    EXPECT_EQ(history.redoName(), "Change seed");
    document.setFrame({8, 8, 64, 64});
    EXPECT_EQ(history.rowCount(), 3) << "what had been undone is forgotten";
    EXPECT_FALSE(history.canRedo());
}

} // namespace
} // namespace sfumato::document
