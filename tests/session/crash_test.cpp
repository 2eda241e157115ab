// SPDX-License-Identifier: GPL-3.0-or-later
// Kills a program that works through a queue, at moments that differ, and looks at what is left.
#include <map>
#include <random>
#include <set>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>

#include <gtest/gtest.h>

#include "app/service/image_file.h"
#include "tests/session/crash_child.h"
#include "tests/session/session_fixture.h"

namespace sfumato::testing {
namespace {

using service::HistoryEntry;
using service::Job;

/// What the killed program had said: names of pictures it called finished, ids of jobs it called stored.
struct Said {
    QStringList pictures, jobs;
};

Said runAndKill(const QString &folder, int afterLines, unsigned extraMicroseconds) {
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(crashChildOption), folder});
    Said said;
    for (int lines = 0; lines < afterLines && (child.canReadLine() || child.waitForReadyRead(30000));) {
        while (child.canReadLine()) {
            const QString line = QString::fromUtf8(child.readLine()).trimmed();
            (line.startsWith(QStringLiteral("picture ")) ? said.pictures : said.jobs) << line.section(QLatin1Char(' '), 1);
            ++lines;
        }
    }
    QElapsedTimer spent; // not a wait for anything: it only moves the moment of death
    spent.start();
    while (spent.nsecsElapsed() / 1000 < extraMicroseconds) {
    }
    child.kill();
    child.waitForFinished();
    return said;
}

TEST(Crash, LosesNoFinishedPictureAndNoStoredJob) {
    std::mt19937 random(3);
    for (int round = 0; round < 12; ++round) {
        SCOPED_TRACE(round);
        QTemporaryDir folder;
        const Said said = runAndKill(folder.path(), static_cast<int>(random() % 13), static_cast<unsigned>(random() % 20000));
        Session session(folder.path());
        ASSERT_TRUE(session.waitForSettled());
        EXPECT_FALSE(session.history->problem());
        EXPECT_FALSE(session.queue->problem());
        for (const QString &name : said.pictures) {
            const auto entry = session.history->findByName(name);
            ASSERT_TRUE(entry) << name.toStdString();
            EXPECT_TRUE(service::readImage(entry->path().toStdString()));
        }
        for (const QString &id : said.jobs)
            EXPECT_TRUE(session.queue->find(id) || session.history->finishedOf(id) == crashChildCount) << id.toStdString();

        session.queue->setPaused(false);
        ASSERT_TRUE(session.waitForIdle());
        std::map<QString, std::multiset<int>> made;
        for (const HistoryEntry &entry : session.entries())
            made[entry.job].insert(entry.index);
        for (const QString &id : said.jobs)
            EXPECT_EQ(made[id], (std::multiset<int>{0, 1, 2})) << id.toStdString();
    }
}

} // namespace
} // namespace sfumato::testing
