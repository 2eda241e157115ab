// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/history_store.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QStandardPaths>

#include <gtest/gtest.h>

#include "app/service/engine_thread.h"
#include "app/service/picture_record.h"
#include "tests/session/session_fixture.h"

namespace sfumato::testing {
namespace {

using service::HistoryEntry;
using service::HistoryFilter;
using service::HistoryStore;
using service::PictureMode;

/// A history in a folder of its own, and pictures that need no engine.
struct Pictures {
    QTemporaryDir folder;
    QString data = folder.filePath(QStringLiteral("data")), pictures = folder.filePath(QStringLiteral("pictures"));
    std::unique_ptr<HistoryStore> history = std::make_unique<HistoryStore>(data, pictures);
    int made = 0;

    /// A picture as the engine's thread reports it; on disk only where asked for.
    SavedPicture picture(const std::string &prompt, const QString &parent = {}, const QString &job = QStringLiteral("job")) {
        ++made;
        SavedPicture saved;
        saved.path = pictures + QStringLiteral("/20261124-061500-%1-%2.png").arg(made % 1000, 3, 10, QLatin1Char('0')).arg(made);
        saved.picture = QImage(8, 8, QImage::Format_RGB888);
        saved.seed = made;
        saved.seconds = 1.5;
        saved.request.prompt = prompt;
        saved.request.seed = made;
        saved.request.steps = 20;
        saved.origin = {job, 0, parent, {}, 1.5, QDateTime::fromMSecsSinceEpoch(1'700'000'000'000 + made * 1000, Qt::UTC)};
        return saved;
    }
    HistoryEntry add(const SavedPicture &saved) {
        auto entry = history->add(saved);
        EXPECT_TRUE(entry) << describe(entry.error());
        return entry.value_or(HistoryEntry{});
    }
    HistoryEntry add(const std::string &prompt, const QString &parent = {}, const QString &job = QStringLiteral("job")) {
        return add(picture(prompt, parent, job));
    }
    void write(const SavedPicture &saved) const {
        service::PictureRecord record;
        record.request = to_json(saved.request, -1, PathStyle::NameOnly);
        record.origin = service::textOf(saved.origin);
        const auto written = service::exportPng(saved.path.toStdString(), Image(8, 8, 3, 40), record, service::Overwrite::No);
        ASSERT_TRUE(written) << describe(written.error());
    }
    void reopen() {
        history.reset();
        history = std::make_unique<HistoryStore>(data, pictures);
        ASSERT_TRUE(waitUntil([this] { return history->settled(); }));
    }
    QStringList prompts(const HistoryFilter &filter = {}) const {
        QStringList prompts;
        for (const HistoryEntry &entry : history->page(filter, nullptr, 1000))
            prompts << entry.prompt;
        return prompts;
    }
};

TEST(HistoryStore, ListsNewestFirstAndGivesBackAllItWasGiven) {
    Pictures pictures;
    SavedPicture saved = pictures.picture("a red house", QStringLiteral("parent.png"), QStringLiteral("job7"));
    saved.origin.index = 3;
    saved.origin.mode = QStringLiteral("restyle");
    const qint64 id = pictures.add(saved).id;
    pictures.add("a blue house");
    EXPECT_EQ(pictures.prompts(), QStringList({QStringLiteral("a blue house"), QStringLiteral("a red house")}));
    pictures.reopen();
    const auto entry = pictures.history->find(id);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->path(), saved.path);
    EXPECT_EQ(entry->mode, PictureMode::Restyle);
    EXPECT_EQ(entry->seed, saved.seed);
    EXPECT_EQ(entry->steps, 20);
    EXPECT_DOUBLE_EQ(entry->seconds, 1.5);
    EXPECT_EQ(entry->created, saved.origin.created);
    EXPECT_EQ(entry->parent, QStringLiteral("parent.png"));
    EXPECT_EQ(entry->job, QStringLiteral("job7"));
    EXPECT_EQ(entry->index, 3);
    const auto request = service::requestOf(*entry);
    ASSERT_TRUE(request);
    EXPECT_EQ(to_json(*request), to_json(saved.request));
}

TEST(HistoryStore, FindsEveryWordInAnyCaseAndTakesNoneAsAPattern) {
    Pictures pictures;
    pictures.add("Ein rotes HÄUSCHEN am See");
    pictures.add("100% cotton, a_b");
    pictures.add("");
    HistoryFilter filter;
    filter.text = QStringLiteral("häuschen  ROTES");
    EXPECT_EQ(pictures.prompts(filter).size(), 1);
    filter.text = QStringLiteral("rotes boot");
    EXPECT_TRUE(pictures.prompts(filter).isEmpty());
    filter.text = QStringLiteral("%");
    EXPECT_EQ(pictures.prompts(filter).size(), 1);
    filter.text = QStringLiteral("a_b");
    EXPECT_EQ(pictures.prompts(filter).size(), 1);
    filter.text = QStringLiteral("'; DROP TABLE pictures; --");
    EXPECT_TRUE(pictures.prompts(filter).isEmpty());
    EXPECT_EQ(pictures.history->count({}), 3);
}

TEST(HistoryStore, FiltersByStarRejectAndMode) {
    Pictures pictures;
    const HistoryEntry plain = pictures.add("plain"), starred = pictures.add("starred"), rejected = pictures.add("rejected");
    ASSERT_TRUE(pictures.history->setStarred(starred.id, true));
    ASSERT_TRUE(pictures.history->setRejected(rejected.id, true));
    EXPECT_EQ(pictures.prompts(), QStringList({QStringLiteral("starred"), QStringLiteral("plain")}));
    EXPECT_EQ(pictures.prompts({{}, true, false, {}}), QStringList({QStringLiteral("starred")}));
    EXPECT_EQ(pictures.prompts({{}, false, true, {}}).size(), 3);
    EXPECT_EQ(pictures.history->count({{}, false, false, PictureMode::Inpaint}), 0);
    EXPECT_EQ(pictures.history->count({{}, false, false, PictureMode::Generate}), 2);
    pictures.reopen();
    EXPECT_TRUE(pictures.history->find(starred.id)->starred);
    EXPECT_TRUE(pictures.history->find(rejected.id)->rejected);
}

TEST(HistoryStore, PagesWithoutGapsOrRepeats) {
    Pictures pictures;
    for (int i = 0; i < 250; ++i) {
        SavedPicture saved = pictures.picture("p");
        saved.origin.created = QDateTime::fromMSecsSinceEpoch(i / 7, Qt::UTC); // many of the same instant
        pictures.add(saved);
    }
    std::vector<qint64> ids;
    for (std::vector<HistoryEntry> page = pictures.history->page({}, nullptr, 40); !page.empty(); page = pictures.history->page({}, &page.back(), 40))
        for (const HistoryEntry &entry : page)
            ids.push_back(entry.id);
    ASSERT_EQ(ids.size(), 250u);
    EXPECT_TRUE(std::ranges::is_sorted(ids, std::ranges::greater()));
}

TEST(HistoryStore, RemovesWithUndo) {
    Pictures pictures;
    const SavedPicture saved = pictures.picture("a house");
    pictures.write(saved);
    const HistoryEntry entry = pictures.add(saved);
    ASSERT_TRUE(pictures.history->remove(entry.id));
    EXPECT_TRUE(pictures.prompts().isEmpty());
    EXPECT_FALSE(QFile::exists(saved.path));
    ASSERT_TRUE(pictures.history->restore(entry.id));
    EXPECT_EQ(pictures.prompts().size(), 1);
    EXPECT_TRUE(QFile::exists(saved.path));
}

TEST(HistoryStore, PutsWhatWasRemovedIntoTheTrashWithTheNextStart) {
    QStandardPaths::setTestModeEnabled(true);
    Pictures pictures;
    const SavedPicture saved = pictures.picture("a house");
    pictures.write(saved);
    ASSERT_TRUE(pictures.history->remove(pictures.add(saved).id));
    pictures.reopen();
    EXPECT_TRUE(pictures.prompts().isEmpty());
    EXPECT_FALSE(QFile::exists(saved.path));
}

TEST(HistoryStore, TellsBranchesFromTheMainLine) {
    Pictures pictures;
    const HistoryEntry first = pictures.add("first");
    const HistoryEntry removed = pictures.add("remove object", first.name, QStringLiteral("a"));
    const HistoryEntry onBranch = pictures.add("on the branch", removed.name, QStringLiteral("b"));
    EXPECT_EQ(pictures.history->branchDepth(removed), 0);
    const HistoryEntry restyled = pictures.add("restyle", first.name, QStringLiteral("c"));
    const HistoryEntry variant = pictures.add("restyle", first.name, QStringLiteral("c"));
    EXPECT_EQ(pictures.history->branchDepth(first), 0);
    EXPECT_EQ(pictures.history->branchDepth(removed), 1);
    EXPECT_EQ(pictures.history->branchDepth(onBranch), 1);
    EXPECT_EQ(pictures.history->branchDepth(restyled), 0); // its sibling comes from the same job
    EXPECT_EQ(pictures.history->branchDepth(variant), 0);
}

TEST(HistoryStore, IsNotLedAstrayByPicturesThatAreTheirOwnParents) {
    Pictures pictures;
    SavedPicture loop = pictures.picture("loop");
    loop.origin.parent = QFileInfo(loop.path).fileName();
    EXPECT_EQ(pictures.history->branchDepth(pictures.add(loop)), 0);
}

TEST(HistoryStore, TakesInPicturesThatHaveNoRow) {
    Pictures pictures;
    const SavedPicture known = pictures.picture("known"), lost = pictures.picture("lost", QStringLiteral("parent.png"), QStringLiteral("job9"));
    pictures.write(known);
    pictures.add(known);
    pictures.write(lost);
    QFile foreign(pictures.pictures + QStringLiteral("/20261124-061500-000-1.png"));
    ASSERT_TRUE(foreign.open(QIODevice::WriteOnly));
    foreign.write("no picture at all");
    foreign.close();
    pictures.reopen();
    EXPECT_EQ(pictures.prompts(), QStringList({QStringLiteral("lost"), QStringLiteral("known")}));
    const HistoryEntry entry = pictures.history->page({}, nullptr, 1).front();
    EXPECT_EQ(entry.created, lost.origin.created);
    EXPECT_EQ(entry.parent, QStringLiteral("parent.png"));
    EXPECT_EQ(pictures.history->finishedOf(QStringLiteral("job9")), 1);
}

TEST(HistoryStore, IsRebuiltFromThePicturesWhereItsDatabaseIsDamaged) {
    Pictures pictures;
    for (int i = 0; i < 5; ++i) {
        const SavedPicture saved = pictures.picture("house " + std::to_string(i));
        pictures.write(saved);
        pictures.add(saved);
    }
    const QStringList before = pictures.prompts();
    pictures.history.reset();
    QFile database(pictures.data + QStringLiteral("/history.db"));
    ASSERT_TRUE(database.resize(4096));
    pictures.reopen();
    ASSERT_TRUE(pictures.history->problem());
    EXPECT_EQ(pictures.history->problem()->code, ErrorCode::CorruptFile);
    EXPECT_EQ(pictures.prompts(), before);
    EXPECT_EQ(QDir(pictures.data).entryList({QStringLiteral("history.db.damaged-*")}).size(), 1);
}

TEST(HistoryStore, FindsThePicturesOfAFolderThatWasMoved) {
    Pictures pictures;
    SavedPicture saved = pictures.picture("moved");
    pictures.write(saved);
    const QString name = QFileInfo(saved.path).fileName();
    saved.path = QStringLiteral("/home/somebody/elsewhere/") + name;
    const HistoryEntry entry = pictures.add(saved);
    EXPECT_EQ(pictures.history->find(entry.id)->path(), pictures.pictures + QLatin1Char('/') + name);
}

TEST(HistoryStore, HoldsTenThousandRows) {
    Pictures pictures;
    std::vector<HistoryEntry> last;
    for (int i = 0; i < 10000; ++i)
        ASSERT_TRUE(pictures.history->add(pictures.picture(i == 17 ? "needle" : "hay " + std::to_string(i))));
    pictures.reopen();
    EXPECT_EQ(pictures.history->count({}), 10000);
    HistoryFilter filter;
    filter.text = QStringLiteral("needle");
    EXPECT_EQ(pictures.prompts(filter).size(), 1);
}

} // namespace
} // namespace sfumato::testing
