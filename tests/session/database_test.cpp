// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/database.h"

#include <random>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "tests/session/waiting.h"

namespace sfumato::service {
namespace {

using State = Database::State;

const Schema &schema() {
    static const Schema schema{2, 0x54455354, {QStringLiteral("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL)"),
                                               QStringLiteral("CREATE INDEX by_word ON words (word)")}};
    return schema;
}

/// A folder with a database file in it.
struct Place {
    QTemporaryDir folder;
    QString file = folder.filePath(QStringLiteral("words.db"));

    QByteArray bytes() const {
        QFile opened(file);
        opened.open(QIODevice::ReadOnly);
        return opened.readAll();
    }
    void write(const QByteArray &content) const {
        for (const QString &name : QDir(folder.path()).entryList(QDir::Files))
            QFile::remove(folder.filePath(name));
        QFile opened(file);
        opened.open(QIODevice::WriteOnly);
        opened.write(content);
    }
    QStringList setAside() const { return QDir(folder.path()).entryList({QStringLiteral("words.db.damaged-*")}, QDir::Files); }
};

void fill(const Database &database, int rows) {
    ASSERT_TRUE(database.inTransaction([&]() -> Result<void> {
        for (int i = 0; i < rows; ++i)
            SFUMATO_CHECK(database.run(QStringLiteral("INSERT INTO words (word) VALUES (?)"), {QStringLiteral("word number %1").arg(i)}));
        return {};
    }));
}

int rowsIn(const Database &database) {
    auto rows = database.run(QStringLiteral("SELECT count(*) FROM words"));
    return rows && rows->next() ? rows->value(0).toInt() : -1;
}

TEST(Database, MovesWhatIsWrittenIntoItsFileWithoutTheWriter) {
    Place place;
    const Database database(place.file, schema());
    const auto empty = QFileInfo(place.file).size();
    for (int i = 0; i < 1000; ++i) // each a transaction of its own, as a session makes them
        ASSERT_TRUE(database.run(QStringLiteral("INSERT INTO words (word) VALUES (?)"), {QString(500, QLatin1Char('a'))}));
    EXPECT_TRUE(testing::waitUntil([&] { return QFileInfo(place.file).size() > empty + 100'000; })) << "the log beside it grows without end";
    EXPECT_EQ(rowsIn(database), 1000);
}

/// A sound file with rows, as bytes.
QByteArray soundFile(Place &place, int rows = 400) {
    { fill(Database(place.file, schema()), rows); }
    return place.bytes();
}

TEST(Database, KeepsWhatWasWritten) {
    Place place;
    {
        const Database database(place.file, schema());
        EXPECT_EQ(database.state(), State::Created);
        EXPECT_FALSE(database.problem());
        fill(database, 3);
    }
    const Database again(place.file, schema());
    EXPECT_EQ(again.state(), State::Existing);
    EXPECT_EQ(rowsIn(again), 3);
}

TEST(Database, LeavesOutAllOfATransactionThatFails) {
    Place place;
    const Database database(place.file, schema());
    const auto failed = database.inTransaction([&]() -> Result<void> {
        SFUMATO_CHECK(database.run(QStringLiteral("INSERT INTO words (word) VALUES ('kept?')")));
        SFUMATO_CHECK(database.run(QStringLiteral("INSERT INTO words (word) VALUES (NULL)")));
        return {};
    });
    EXPECT_FALSE(failed);
    EXPECT_EQ(rowsIn(database), 0);
}

TEST(Database, SetsAsideAFileTruncatedAnywhere) {
    Place place;
    const QByteArray sound = soundFile(place);
    for (qsizetype size = 0; size < sound.size(); size += 4096) {
        for (const qsizetype cut : {size, size + 100}) {
            place.write(sound.left(cut));
            const Database database(place.file, schema());
            EXPECT_EQ(database.state(), State::Created) << cut;
            ASSERT_TRUE(database.problem()) << cut;
            EXPECT_EQ(database.problem()->code, ErrorCode::CorruptFile) << cut;
            EXPECT_EQ(place.setAside().size(), 1) << cut;
            EXPECT_EQ(rowsIn(database), 0) << cut;
        }
    }
}

TEST(Database, SurvivesFlippedBits) {
    Place place;
    const QByteArray sound = soundFile(place);
    std::mt19937 random(1);
    int setAside = 0;
    for (int i = 0; i < 150; ++i) {
        QByteArray damaged = sound;
        // The header and the heads of pages are where it hurts; every other flip goes there.
        const auto at = i % 2 ? static_cast<qsizetype>(random() % static_cast<unsigned>(sound.size()))
                              : static_cast<qsizetype>(random() % static_cast<unsigned>(sound.size() / 4096) * 4096 + random() % 110);
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
        place.write(damaged);
        const Database database(place.file, schema());
        EXPECT_GE(rowsIn(database), 0) << "byte " << at;
        fill(database, 1);
        setAside += static_cast<int>(place.setAside().size());
    }
    EXPECT_GT(setAside, 20); // damage is noticed, not only survived
}

TEST(Database, SetsAsideWhatIsNoDatabase) {
    Place place;
    for (const QByteArray &content : {QByteArray("hello"), QByteArray(8192, '\0'), QByteArray("SQLite format 3\0", 16), QByteArray(100, 'x')}) {
        place.write(content);
        const Database database(place.file, schema());
        EXPECT_EQ(database.state(), State::Created);
        ASSERT_EQ(place.setAside().size(), 1);
        QFile aside(place.folder.filePath(place.setAside().front()));
        ASSERT_TRUE(aside.open(QIODevice::ReadOnly));
        EXPECT_EQ(aside.readAll(), content);
    }
}

TEST(Database, SetsAsideALogWithoutItsDatabase) {
    Place place;
    soundFile(place);
    ASSERT_TRUE(QFile::rename(place.file, place.file + QStringLiteral("-wal")));
    const Database database(place.file, schema());
    EXPECT_EQ(database.state(), State::Created);
    EXPECT_EQ(place.setAside().size(), 1);
}

TEST(Database, TakesNoFileWithStrangersInIt) {
    const char *strangers[] = {"CREATE TRIGGER t AFTER INSERT ON words BEGIN DELETE FROM words; END", "CREATE VIEW v AS SELECT * FROM words",
                               "CREATE TABLE sqlitexx (a)", "ALTER TABLE words ADD COLUMN shouted TEXT AS (upper(word))", "PRAGMA application_id=7"};
    for (const char *stranger : strangers) {
        Place place;
        {
            const Database database(place.file, schema());
            const auto done = database.run(QString::fromLatin1(stranger));
            ASSERT_TRUE(done) << describe(done.error());
        }
        const Database database(place.file, schema());
        EXPECT_EQ(database.state(), State::Created) << stranger;
        EXPECT_EQ(place.setAside().size(), 1) << stranger;
    }
}

TEST(Database, LeavesAFileOfALaterVersionAsItIs) {
    Place place;
    { ASSERT_TRUE(Database(place.file, schema()).run(QStringLiteral("PRAGMA user_version=3"))); }
    const QByteArray before = place.bytes();
    {
        const Database database(place.file, schema());
        EXPECT_EQ(database.state(), State::Memory);
        ASSERT_TRUE(database.problem());
        EXPECT_EQ(database.problem()->code, ErrorCode::UnsupportedFormat);
        fill(database, 2);
        EXPECT_EQ(rowsIn(database), 2);
    }
    EXPECT_EQ(place.bytes(), before);
    EXPECT_TRUE(place.setAside().isEmpty());
}

TEST(Database, UsesMemoryWhereNothingCanBeWritten) {
    Place place;
    place.write("a file where a folder should be");
    const Database database(place.file + QStringLiteral("/words.db"), schema());
    EXPECT_EQ(database.state(), State::Memory);
    ASSERT_TRUE(database.problem());
    EXPECT_EQ(database.problem()->code, ErrorCode::Unreadable);
    fill(database, 1);
    EXPECT_EQ(rowsIn(database), 1);
}

} // namespace
} // namespace sfumato::service
