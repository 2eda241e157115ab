// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/job_queue.h"

#include <algorithm>

#include <QFile>
#include <QFileInfo>

#include <gtest/gtest.h>

#include "app/service/image_file.h"
#include "tests/session/session_fixture.h"

namespace sfumato::testing {
namespace {

using service::HistoryEntry;
using service::Job;
using service::JobQueue;
using service::JobState;

QStringList prompts(const JobQueue &queue) {
    QStringList prompts;
    for (const Job &job : queue.jobs())
        prompts << QString::fromStdString(job.draft.request.prompt);
    return prompts;
}

QStringList list(const char *words) {
    return QString::fromLatin1(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

/// A session whose engine does nothing until told to, and a job it is busy with.
struct BusySession : Session {
    QString busy;

    explicit BusySession(int count = 1) {
        control->hold();
        busy = queue->add(draft("busy", count));
        EXPECT_TRUE(waitForState(busy, JobState::Running));
    }
};

TEST(JobQueue, RunsJobsInTheirOrderAndKeepsEveryPicture) {
    Session session;
    const QString first = session.queue->add(draft("first", 2)), second = session.queue->add(draft("second"));
    ASSERT_TRUE(session.waitForState(second, JobState::Done));
    EXPECT_EQ(session.queue->find(first)->finished, 2);
    QStringList made;
    for (const HistoryEntry &entry : session.entries()) {
        made << entry.prompt;
        EXPECT_TRUE(QFile::exists(entry.path()));
    }
    EXPECT_EQ(made, list("second first first"));
}

TEST(JobQueue, HasAPictureOnDiskAndInTheHistoryBeforeItTells) {
    Session session;
    int told = 0;
    QObject::connect(session.queue.get(), &JobQueue::pictureFinished, session.queue.get(), [&](const HistoryEntry &entry, const QImage &picture) {
        ++told;
        EXPECT_TRUE(QFile::exists(entry.path()));
        EXPECT_TRUE(session.history->find(entry.id));
        EXPECT_EQ(picture.size(), QSize(64, 64));
    });
    session.queue->add(draft("house", 3));
    ASSERT_TRUE(session.waitForIdle());
    EXPECT_EQ(told, 3);
}

TEST(JobQueue, ListsTheRunningJobThenThoseWaitingThenThoseEnded) {
    BusySession session;
    session.queue->add(draft("a"));
    const QString b = session.queue->add(draft("b"));
    session.queue->addNext(draft("c"));
    EXPECT_EQ(prompts(*session.queue), list("busy c a b"));
    session.queue->runNext(b);
    EXPECT_EQ(prompts(*session.queue), list("busy b c a"));
    session.queue->move(b, 99);
    EXPECT_EQ(prompts(*session.queue), list("busy c a b"));
    session.queue->cancel(b);
    EXPECT_EQ(prompts(*session.queue), list("busy c a b"));
    EXPECT_EQ(session.queue->find(b)->state, JobState::Cancelled);
    EXPECT_EQ(session.queue->waiting(), 2);
    session.control->release();
    ASSERT_TRUE(session.waitForIdle());
    EXPECT_EQ(prompts(*session.queue), list("a c busy b"));
}

TEST(JobQueue, KeepsASnapshotOfWhatWasWanted) {
    BusySession session;
    service::JobDraft wanted = draft("before");
    session.queue->add(wanted);
    wanted.request.prompt = "after";
    EXPECT_EQ(prompts(*session.queue), list("busy before"));
}

TEST(JobQueue, DrawsAnOpenSeedOnce) {
    BusySession session;
    const QString id = session.queue->add(draft("a", 1, -1));
    const std::int64_t seed = session.queue->find(id)->draft.request.seed;
    EXPECT_GE(seed, 0);
    session.control->release();
    ASSERT_TRUE(session.waitForIdle());
    EXPECT_EQ(session.entries().front().seed, seed);
}

TEST(JobQueue, BeginsNothingWhilePaused) {
    BusySession session;
    const QString a = session.queue->add(draft("a"));
    session.queue->setPaused(true);
    session.control->release();
    ASSERT_TRUE(session.waitForState(session.busy, JobState::Done));
    EXPECT_EQ(session.queue->find(a)->state, JobState::Queued);
    EXPECT_FALSE(session.engine->busy());
    session.queue->setPaused(false);
    ASSERT_TRUE(session.waitForState(a, JobState::Done));
}

TEST(JobQueue, AnswersACancelAtOnceAndStopsBeforeTheNextStep) {
    BusySession session(3);
    session.control->allowSteps(5);
    ASSERT_TRUE(waitUntil([&] { return session.control->stepsTaken() == 5; }));
    session.queue->cancel(session.busy);
    EXPECT_TRUE(session.queue->find(session.busy)->cancelling);
    ASSERT_TRUE(session.waitForState(session.busy, JobState::Cancelled));
    EXPECT_FALSE(session.queue->find(session.busy)->cancelling);
    EXPECT_EQ(session.control->stepsTaken(), 5);
    EXPECT_EQ(session.entries().size(), 1u);
}

TEST(JobQueue, CancelsAfterThePictureBeingMade) {
    BusySession session(3);
    session.queue->cancelAfterImage(session.busy);
    EXPECT_TRUE(session.queue->find(session.busy)->lastImage);
    session.control->release();
    ASSERT_TRUE(session.waitForState(session.busy, JobState::Cancelled));
    EXPECT_EQ(session.queue->find(session.busy)->finished, 1);
}

TEST(JobQueue, RetriesWithThePicturesThatAreMissing) {
    BusySession session(3);
    session.control->failAt(2, Error{ErrorCode::OutOfMemory, "test", "ordered", {}});
    session.control->allowSteps(4);
    ASSERT_TRUE(session.waitForState(session.busy, JobState::Failed));
    EXPECT_EQ(session.queue->find(session.busy)->error->code, ErrorCode::OutOfMemory);
    session.control->hold();
    session.control->allowSteps(4 + 1);
    session.queue->retry(session.busy);
    ASSERT_TRUE(waitUntil([&] { return session.queue->find(session.busy)->finished == 1; }));
    session.queue->cancel(session.busy);
    ASSERT_TRUE(session.waitForState(session.busy, JobState::Cancelled));
    session.control->release();
    session.queue->retry(session.busy);
    ASSERT_TRUE(session.waitForState(session.busy, JobState::Done));
    std::vector<qint64> seeds;
    for (const HistoryEntry &entry : session.entries())
        seeds.push_back(entry.seed);
    EXPECT_EQ(seeds, (std::vector<qint64>{3, 2, 1}));
}

TEST(JobQueue, MakesTheSameVariationsInOnePieceAndInTwo) {
    service::JobDraft varied = draft("varied", 2, 5);
    varied.request.variation_seed = 70;
    varied.request.variation_strength = 0.5;
    const auto secondPicture = [&](bool interrupted) {
        Session session;
        session.control->hold();
        session.control->allowSteps(4);
        const QString id = session.queue->add(varied);
        EXPECT_TRUE(waitUntil([&] { return session.queue->find(id)->finished == 1; }));
        if (interrupted) {
            session.queue->cancel(id);
            EXPECT_TRUE(session.waitForState(id, JobState::Cancelled));
            session.queue->retry(id);
        }
        session.control->release();
        EXPECT_TRUE(session.waitForState(id, JobState::Done));
        const auto loaded = service::readImage(session.entries().front().path().toStdString());
        return std::make_pair(loaded->pixels, session.entries().front().request);
    };
    EXPECT_EQ(secondPicture(false), secondPicture(true));
}

TEST(JobQueue, GoesOnAfterAFailure) {
    BusySession session;
    const QString next = session.queue->add(draft("next"));
    session.control->failAt(1, Error{ErrorCode::CorruptFile, "model", "is broken", {}});
    session.control->release();
    ASSERT_TRUE(session.waitForState(next, JobState::Done));
    EXPECT_EQ(session.queue->find(session.busy)->state, JobState::Failed);
    EXPECT_EQ(session.queue->find(session.busy)->error->subject, "model");
}

TEST(JobQueue, FailsAJobWhosePictureCannotBeWritten) {
    Session session;
    QFile inTheWay(session.pictures());
    ASSERT_TRUE(inTheWay.open(QIODevice::WriteOnly));
    const QString id = session.queue->add(draft("a"));
    ASSERT_TRUE(session.waitForState(id, JobState::Failed));
    EXPECT_EQ(session.queue->find(id)->error->code, ErrorCode::Unreadable);
}

TEST(JobQueue, ReplacesALiveJobByTheNewest) {
    BusySession session;
    session.queue->add(draft("waiting"));
    session.queue->replaceLive(draft("live1"));
    session.queue->replaceLive(draft("live2"));
    EXPECT_EQ(prompts(*session.queue), list("busy live2 waiting"));
    session.queue->cancel(session.busy);
    ASSERT_TRUE(waitUntil([&] { return session.queue->running() && session.queue->running()->live; }));
    const QString last = session.queue->replaceLive(draft("live3"));
    ASSERT_TRUE(session.waitForState(last, JobState::Running));
    EXPECT_EQ(prompts(*session.queue), list("live3 waiting busy"));
    session.control->release();
    ASSERT_TRUE(session.waitForIdle());
    EXPECT_EQ(prompts(*session.queue), list("waiting busy"));
    EXPECT_EQ(session.entries().size(), 2u);
}

TEST(JobQueue, GivesPreviewsOfTheRunningJobOneAtATime) {
    BusySession session;
    QStringList previewed;
    QObject::connect(session.queue.get(), &JobQueue::previewReady, session.queue.get(), [&](const QString &id) { previewed << id; });
    session.control->allowSteps(3);
    ASSERT_TRUE(waitUntil([&] { return session.queue->running()->progress.step == 3; }));
    EXPECT_EQ(previewed, QStringList{session.busy});
    EXPECT_FALSE(session.queue->takePreview().isNull());
    EXPECT_TRUE(session.queue->takePreview().isNull());
}

TEST(JobQueue, TellsProgressAsDataAndTheTimeLeft) {
    BusySession session(2);
    session.control->setStepMilliseconds(2000);
    EXPECT_FALSE(session.queue->running()->secondsLeft);
    session.control->allowSteps(3);
    ASSERT_TRUE(waitUntil([&] { return session.queue->running()->progress.step == 3; }));
    const Job &job = *session.queue->running();
    EXPECT_EQ(job.progress.total, 4);
    EXPECT_EQ(job.progress.image, 0);
    EXPECT_EQ(job.progress.images, 2);
    ASSERT_TRUE(job.secondsLeft);
    EXPECT_NEAR(*job.secondsLeft, 5 * 2.0, 0.01);
}

TEST(JobQueue, ClearsWhatHasEnded) {
    BusySession session;
    session.queue->cancel(session.queue->add(draft("a")));
    const QString b = session.queue->add(draft("b"));
    session.queue->cancel(b);
    session.queue->removeEnded(b);
    EXPECT_EQ(prompts(*session.queue), list("busy a"));
    session.queue->clearEnded();
    EXPECT_EQ(prompts(*session.queue), list("busy"));
    session.restart();
    EXPECT_EQ(prompts(*session.queue), list("busy"));
}

TEST(JobQueue, ComesBackPausedAndInOrderAfterARestart) {
    BusySession session(3);
    session.queue->add(draft("a"));
    const QString b = session.queue->add(draft("b"));
    session.queue->runNext(b);
    const QString cancelled = session.queue->add(draft("cancelled"));
    session.queue->cancel(cancelled);
    session.control->allowSteps(4);
    ASSERT_TRUE(waitUntil([&] { return session.queue->find(session.busy)->finished == 1; }));
    session.restart();
    ASSERT_TRUE(session.waitForSettled());
    EXPECT_EQ(prompts(*session.queue), list("busy b a cancelled"));
    EXPECT_TRUE(session.queue->pausedByRestart());
    EXPECT_EQ(session.queue->find(session.busy)->state, JobState::Queued);
    EXPECT_EQ(session.queue->find(session.busy)->finished, 1);
    EXPECT_EQ(session.queue->find(cancelled)->state, JobState::Cancelled);
    session.control->release();
    session.queue->setPaused(false);
    ASSERT_TRUE(session.waitForIdle());
    EXPECT_EQ(session.entries().size(), 5u);
}

TEST(JobQueue, RunsANewJobBeforeThoseOfAnEarlierRun) {
    BusySession session;
    session.queue->add(draft("old"));
    session.restart();
    session.queue->add(draft("new1"));
    session.queue->add(draft("new2"));
    EXPECT_FALSE(session.queue->paused());
    session.control->release();
    ASSERT_TRUE(session.waitForIdle());
    QStringList made;
    for (const HistoryEntry &entry : session.entries())
        made.prepend(entry.prompt);
    EXPECT_EQ(made, list("new1 busy old new2"));
}

TEST(JobQueue, KeepsThePicturesOfItsJobsAcrossARestart) {
    BusySession session;
    const QString id = session.queue->add(inpainting("paint", 123));
    ASSERT_TRUE(waitUntil([&] { return session.queue->find(id)->stored; }));
    EXPECT_EQ(session.queue->find(id)->draft.request.init->pixels, nullptr); // waiting jobs hold no pixels
    session.restart();
    session.control->release();
    session.queue->setPaused(false);
    ASSERT_TRUE(session.waitForState(id, JobState::Done));
    const HistoryEntry entry = session.entries().front();
    EXPECT_EQ(QImage(entry.path()).pixelColor(0, 0), QColor(123, 123, 123));
    const auto request = service::requestOf(entry);
    ASSERT_TRUE(request);
    EXPECT_TRUE(QFile::exists(QString::fromStdString(request->init->path)));
}

TEST(JobQueue, DoesNotShareItsFileWithASecondProgram) {
    BusySession session;
    session.queue->add(draft("a"));
    JobQueue second(*session.engine, *session.history, session.data());
    EXPECT_TRUE(second.jobs().empty());
    EXPECT_FALSE(second.problem());
}

TEST(JobQueue, BeginsAnewWhereItsFileIsDamaged) {
    BusySession session;
    session.queue->add(draft("a"));
    session.close();
    QFile file(session.data() + QStringLiteral("/queue.db"));
    ASSERT_TRUE(file.resize(3000));
    session.open();
    ASSERT_TRUE(session.queue->problem());
    EXPECT_EQ(session.queue->problem()->code, ErrorCode::CorruptFile);
    EXPECT_TRUE(session.queue->jobs().empty());
    session.control->release();
    const QString id = session.queue->add(draft("b"));
    EXPECT_TRUE(session.waitForState(id, JobState::Done));
}

TEST(JobQueue, KeepsAtMostAHundredEndedJobs) {
    BusySession session;
    for (int i = 0; i < 130; ++i)
        session.queue->cancel(session.queue->add(draft("a")));
    EXPECT_EQ(session.queue->jobs().size(), 101u);
}

} // namespace
} // namespace sfumato::testing
