// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/journal.h"

#include <gtest/gtest.h>

#include "app/document/layer_operations.h"
#include "core/base/file_io.h"
#include "tests/document/folder_fixture.h"
#include "tests/document/random_session.h"

namespace sfumato::document {
namespace {

namespace fs = std::filesystem;

class JournalTest : public FolderTest {
protected:
    std::unique_ptr<Journal> start(Document &document, const SessionTitle &title = {"picture", ""}) {
        Result<std::unique_ptr<Journal>> journal = Journal::start(document, folder(), title);
        EXPECT_TRUE(journal) << describe(journal.error());
        (*journal)->saved(title); // waits for the checkpoint
        return *std::move(journal);
    }

    Result<RestoredSession> restore() {
        const auto sessions = recoverableSessions(folder());
        EXPECT_EQ(sessions.size(), 1U);
        return restoreSession(sessions.at(0).path);
    }
};

TEST_F(JournalTest, BringsASessionBackWithItsUndoHistory) {
    for (const unsigned seed : {31U, 32U, 33U}) {
        Document document(RandomSession::start());
        auto journal = start(document);
        RandomSession session(seed);
        for (int i = 0; i < 150; ++i)
            session.act(document);
        journal.reset();
        {
            Result<RestoredSession> restored = restore();
            ASSERT_TRUE(restored) << describe(restored.error());
            EXPECT_EQ(restored->droppedBytes, 0);
            UndoHistory &history = restored->document->history();
            EXPECT_EQ(fingerprint(restored->document->state()), fingerprint(document.state()));
            ASSERT_EQ(history.stepCount(), document.history().stepCount());
            EXPECT_EQ(history.position(), document.history().position());
            EXPECT_EQ(history.data(history.index(5), Qt::DisplayRole),
                      document.history().data(document.history().index(5), Qt::DisplayRole));
            history.jumpTo(0);
            EXPECT_EQ(fingerprint(restored->document->state()), fingerprint(RandomSession::start()));
        }
        ASSERT_TRUE(discardSession(recoverableSessions(folder()).at(0).path));
    }
}

TEST_F(JournalTest, ALargeStepAndWhatFollowsItAreWritten) {
    Document document(emptyState({1024, 1024}));
    auto journal = start(document);
    QImage picture(1024, 1024, QImage::Format_RGBA8888);
    picture.fill(Qt::green);
    const LayerId layer = addPictureLayer(document, "picture", picture, {}); // 4 MB: written on another thread
    setLayerOpacity(document, layer, 0.5);
    addPictureLayer(document, "another", picture, {8, 8});
    journal.reset();
    Result<RestoredSession> restored = restore();
    ASSERT_TRUE(restored) << describe(restored.error());
    EXPECT_EQ(fingerprint(restored->document->state()), fingerprint(document.state()));
    EXPECT_EQ(restored->document->history().stepCount(), 3);
}

TEST_F(JournalTest, ARunningSessionIsNotOffered) {
    Document document(RandomSession::start());
    auto journal = start(document);
    EXPECT_TRUE(recoverableSessions(folder()).empty());
    EXPECT_EQ(restoreSession(journal->path()).error().code, ErrorCode::Conflict);
    EXPECT_EQ(discardSession(journal->path()).error().code, ErrorCode::Conflict);
    journal.reset();
    EXPECT_EQ(recoverableSessions(folder()).size(), 1U);
}

TEST_F(JournalTest, ASessionThatEndedWellIsNotOffered) {
    Document document(RandomSession::start());
    auto journal = start(document);
    journal->discard();
    document.setFrame({0, 0, 8, 8});
    journal.reset();
    EXPECT_TRUE(fs::is_empty(folder()));
}

TEST_F(JournalTest, KnowsItsTitleAndWhetherItWasSaved) {
    Document document(RandomSession::start());
    auto journal = start(document, {"harbour", ""});
    document.setFrame({0, 0, 8, 8});
    document.setSaved();
    journal->saved({"harbour", "/home/me/harbour.sfum"});
    journal.reset();
    EXPECT_EQ(recoverableSessions(folder()).at(0).title.name, "harbour");
    {
        Result<RestoredSession> restored = restore();
        ASSERT_TRUE(restored);
        EXPECT_EQ(restored->title.projectFile, "/home/me/harbour.sfum");
        EXPECT_FALSE(restored->document->isModified());
        restored->document->history().undo();
        EXPECT_TRUE(restored->document->isModified());
    }
}

TEST_F(JournalTest, ATornTailIsDroppedAndReported) {
    Document document(RandomSession::start());
    auto journal = start(document);
    const fs::path path = journal->path();
    RandomSession session(41);
    std::vector<std::pair<std::uintmax_t, QByteArray>> states; // size of the file, and the document then
    for (int i = 0; i < 40; ++i) {
        session.act(document);
        states.emplace_back(fs::file_size(path), fingerprint(document.state()));
    }
    journal.reset();
    const std::string whole = *read_file(path);
    for (std::size_t cut = states.front().first; cut < whole.size(); cut += 1 + whole.size() / 61) {
        ASSERT_TRUE(put(path, whole.substr(0, cut)));
        Result<RestoredSession> restored = restore();
        ASSERT_TRUE(restored) << describe(restored.error());
        std::size_t last = 0;
        while (last + 1 < states.size() && states[last + 1].first <= cut)
            ++last;
        ASSERT_EQ(fingerprint(restored->document->state()), states[last].second) << "cut at " << cut;
        EXPECT_EQ(restored->droppedBytes, qint64(cut - states[last].first));
        EXPECT_EQ(fs::file_size(path), states[last].first) << "what was dropped is cut off";
    }
}

TEST_F(JournalTest, DamageInTheMiddleEndsItThere) {
    Document document(RandomSession::start());
    auto journal = start(document);
    const fs::path path = journal->path();
    const auto checkpoint = fs::file_size(path);
    RandomSession session(42);
    for (int i = 0; i < 40; ++i)
        session.act(document);
    journal.reset();
    const std::string whole = *read_file(path);
    std::mt19937 random(8);
    for (int i = 0; i < 60; ++i) {
        std::string bytes = whole;
        bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
        ASSERT_TRUE(put(path, bytes));
        Result<RestoredSession> restored = restoreSession(path); // an answer, whatever it is, and no crash
        if (restored) {
            restored->document->history().jumpTo(0);
            EXPECT_EQ(fingerprint(restored->document->state()), fingerprint(RandomSession::start()));
        }
    }
    ASSERT_TRUE(put(path, whole.substr(0, checkpoint / 2)));
    EXPECT_EQ(restoreSession(path).error().code, ErrorCode::CorruptFile);
}

TEST_F(JournalTest, GoesOnAfterARestore) {
    Document document(RandomSession::start());
    auto journal = start(document);
    RandomSession session(51);
    for (int i = 0; i < 50; ++i)
        session.act(document);
    journal.reset();
    QByteArray later;
    {
        Result<RestoredSession> restored = restore();
        ASSERT_TRUE(restored);
        auto resumed = restored->resume();
        for (int i = 0; i < 50; ++i)
            session.act(*restored->document);
        later = fingerprint(restored->document->state());
        EXPECT_TRUE(recoverableSessions(folder()).empty()) << "it is running again";
        resumed.reset();
    }
    Result<RestoredSession> again = restore();
    ASSERT_TRUE(again);
    EXPECT_EQ(fingerprint(again->document->state()), later);
}

TEST_F(JournalTest, BeginsAnewWhenItHasGrown) {
    for (const unsigned seed : {61U, 62U, 63U}) {
        Document document(RandomSession::start());
        auto journal = start(document);
        journal->setLimit(200'000);
        RandomSession session(seed);
        std::uintmax_t largest = 0;
        for (int i = 0; i < 200; ++i) {
            session.act(document);
            largest = std::max(largest, fs::file_size(journal->path()));
        }
        EXPECT_LT(largest, 4'000'000U);
        const fs::path path = journal->path();
        journal.reset();
        Result<RestoredSession> restored = restore();
        ASSERT_TRUE(restored);
        EXPECT_EQ(fingerprint(restored->document->state()), fingerprint(document.state()));
        fs::remove(path);
    }
}

TEST_F(JournalTest, UndoToBeforeTheCheckpointIsNotLost) {
    Document document(RandomSession::start());
    const LayerId layer = addEmptyLayer(document, "early");
    renameLayer(document, layer, "later");
    document.history().undo(); // one step undone before the journal began
    auto journal = start(document);
    const auto check = [&] {
        journal.reset();
        {
            Result<RestoredSession> restored = restore();
            ASSERT_TRUE(restored);
            EXPECT_EQ(fingerprint(restored->document->state()), fingerprint(document.state()));
        }
        fs::remove(recoverableSessions(folder()).at(0).path);
        journal = start(document);
    };
    document.history().redo();
    check();
    document.history().jumpTo(0);
    check();
    document.history().redo();
    document.history().redo();
    renameLayer(document, layer, "third");
    document.history().jumpTo(1);
    document.history().redo();
    check();
}

TEST_F(JournalTest, TellsWhenItCannotBeWritten) {
    Document document(RandomSession::start());
    ASSERT_TRUE(put(folder() / "file", "x"));
    const auto journal = Journal::start(document, folder() / "file", {"picture", ""});
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().code, ErrorCode::Unreadable);
    document.setFrame({0, 0, 8, 8});
}

TEST_F(JournalTest, ALaterVersionIsLeftAlone) {
    Document document(RandomSession::start());
    auto journal = start(document);
    const fs::path path = journal->path();
    journal.reset();
    std::string bytes = *read_file(path);
    bytes[11] = 2;
    ASSERT_TRUE(put(path, bytes));
    EXPECT_TRUE(recoverableSessions(folder()).empty());
    EXPECT_EQ(restoreSession(path).error().code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(*read_file(path), bytes);
}

} // namespace
} // namespace sfumato::document
