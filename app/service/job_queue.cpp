// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/job_queue.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <QDir>
#include <QUuid>

#include "app/service/job_request.h"

namespace sfumato::service {
namespace {

constexpr std::size_t maxEnded = 100; ///< ended jobs kept in the list

QString made(const QString &folder) {
    QDir().mkpath(folder); // what fails here, fails with its reason when the first file is written
    return folder;
}

} // namespace

JobQueue::JobQueue(EngineThread &engine, HistoryStore &history, const QString &dataFolder, QObject *parent)
    : QObject(parent), m_engine(engine), m_history(history), m_sources((dataFolder + QStringLiteral("/sources")).toStdString()),
      m_lock(made(dataFolder) + QStringLiteral("/queue.lock")),
      m_table(m_lock.tryLock(0) ? dataFolder + QStringLiteral("/queue.db") : QString()) {
    m_writers.setMaxThreadCount(1);
    connect(&m_engine, &EngineThread::stepped, this, &JobQueue::onStepped);
    connect(&m_engine, &EngineThread::previewReady, this, [this] {
        if (const Job *job = running())
            Q_EMIT previewReady(job->id);
    });
    connect(&m_engine, &EngineThread::saved, this, &JobQueue::onSaved);
    connect(&m_engine, &EngineThread::finished, this, [this](const QStringList &warnings) {
        if (!running())
            return;
        if (!warnings.isEmpty())
            Q_EMIT warned(m_jobs.front().id, warnings);
        end(0, JobState::Done);
    });
    connect(&m_engine, &EngineThread::failed, this, &JobQueue::onFailed);
    connect(&m_engine, &EngineThread::freed, this, &JobQueue::startNext);
    connect(&m_history, &HistoryStore::settledChanged, this, &JobQueue::onHistorySettled);
    restore();
}

JobQueue::~JobQueue() {
    m_writers.waitForDone();
}

std::optional<std::size_t> JobQueue::indexOf(const QString &id) const {
    const auto found = std::ranges::find(m_jobs, id, &Job::id);
    return found == m_jobs.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - m_jobs.begin()));
}

const Job *JobQueue::find(const QString &id) const {
    const auto index = indexOf(id);
    return index ? &m_jobs[*index] : nullptr;
}

const Job *JobQueue::running() const {
    return !m_jobs.empty() && m_jobs.front().state == JobState::Running ? &m_jobs.front() : nullptr;
}

std::size_t JobQueue::firstWaiting() const {
    return running() ? 1 : 0;
}

std::size_t JobQueue::firstEnded() const {
    return static_cast<std::size_t>(std::ranges::find_if(m_jobs, &Job::ended) - m_jobs.begin());
}

int JobQueue::waiting() const {
    return static_cast<int>(firstEnded() - firstWaiting());
}

QString JobQueue::add(JobDraft draft) {
    std::size_t place = firstEnded();
    if (m_pause == Pause::Restart) {
        while (place > firstWaiting() && m_jobs[place - 1].restored)
            --place;
        m_pause = Pause::No;
    }
    return insert(std::move(draft), static_cast<int>(place), false);
}

QString JobQueue::addNext(JobDraft draft) {
    if (m_pause == Pause::Restart)
        m_pause = Pause::No;
    return insert(std::move(draft), static_cast<int>(firstWaiting()), false);
}

QString JobQueue::replaceLive(JobDraft draft) {
    if (m_pause == Pause::Restart)
        m_pause = Pause::No;
    std::erase_if(m_jobs, [](const Job &job) { return job.live && job.state == JobState::Queued; });
    if (const Job *job = running(); job && job->live)
        cancel(job->id);
    return insert(std::move(draft), static_cast<int>(firstWaiting()), true);
}

QString JobQueue::insert(JobDraft draft, int place, bool live) {
    drawSeeds(draft.request);
    nameFolders(draft.request);
    Job job;
    job.id = QUuid::createUuid().toString(QUuid::Id128);
    job.draft = std::move(draft);
    job.live = live;
    const QString id = job.id;
    m_jobs.insert(m_jobs.begin() + place, std::move(job));
    store(static_cast<std::size_t>(place));
    Q_EMIT changed();
    startNext();
    return id;
}

void JobQueue::store(std::size_t index) {
    Job &job = m_jobs[index];
    if (!hasPixels(job.draft.request)) {
        job.stored = true;
        save(index);
        return;
    }
    save({}); // the places of the others
    // Hashing and compressing pictures takes longer than a window may stand still.
    m_writers.start([this, id = job.id, request = job.draft.request]() mutable {
        const Result<void> written = m_sources.storeAll(request);
        Result<GenerationRequest> stored = written ? Result<GenerationRequest>(std::move(request)) : tl::unexpected<Error>(written.error());
        QMetaObject::invokeMethod(this, [this, id, stored = std::move(stored)] { onStored(id, stored); });
    });
}

void JobQueue::onStored(const QString &id, const Result<GenerationRequest> &stored) {
    const auto index = indexOf(id);
    if (!index)
        return; // taken off the list meanwhile
    Job &job = m_jobs[*index];
    if (stored) {
        job.draft.request = *stored;
        job.stored = true;
        save(*index);
    } else if (job.state == JobState::Queued) {
        end(*index, JobState::Failed, stored.error());
    }
    startNext();
}

void JobQueue::restore() {
    std::vector<Job> ended;
    QStringList gone;
    for (Job &job : m_table.load()) {
        if (job.state == JobState::Done) {
            gone << job.id;
            continue;
        }
        if (job.state == JobState::Running)
            job.state = JobState::Queued;
        job.finished = m_history.finishedOf(job.id);
        (job.ended() ? ended : m_jobs).push_back(std::move(job));
    }
    if (!m_jobs.empty())
        m_pause = Pause::Restart;
    std::ranges::move(ended, std::back_inserter(m_jobs));
    if (!gone.isEmpty())
        save({}, gone);
    if (m_history.settled())
        onHistorySettled();
}

void JobQueue::onHistorySettled() {
    for (Job &job : m_jobs)
        if (job.restored)
            job.finished = m_history.finishedOf(job.id);
    removeUnusedSources();
    Q_EMIT changed();
    startNext();
}

void JobQueue::removeUnusedSources() {
    if (!m_lock.isLocked())
        return; // another program's jobs are not known here
    std::set<std::string> used = m_history.sourcesInUse();
    for (const Job &job : m_jobs)
        used.merge(sourceNamesOf(job.draft.request));
    // On the one thread that also stores, so that no file is removed that was just found to be there.
    m_writers.start([this, used = std::move(used)] {
        m_sources.removeUnused(used, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24));
    });
}

void JobQueue::move(const QString &id, int place) {
    const auto index = indexOf(id);
    if (!index || m_jobs[*index].state != JobState::Queued)
        return;
    const auto from = m_jobs.begin() + static_cast<std::ptrdiff_t>(*index);
    const auto to = m_jobs.begin() + static_cast<std::ptrdiff_t>(firstWaiting()) + std::clamp(place, 0, waiting() - 1);
    if (from < to)
        std::rotate(from, from + 1, to + 1);
    else
        std::rotate(to, from, from + 1);
    save({});
    Q_EMIT changed();
}

void JobQueue::setPaused(bool paused) {
    const Pause wanted = paused ? Pause::Wanted : Pause::No;
    if (m_pause == wanted)
        return;
    m_pause = wanted;
    Q_EMIT changed();
    startNext();
}

void JobQueue::startNext() {
    while (!paused() && !running() && !m_engine.busy() && waiting() > 0) {
        Job &job = m_jobs.front();
        if (!job.stored || (job.restored && !m_history.settled()))
            return; // comes back here when that is so
        if (const Result<void> started = start(job); !started) {
            end(0, JobState::Failed, started.error());
            return; // which looks for the next one itself
        }
    }
}

Result<void> JobQueue::start(Job &job) {
    job.finished = m_history.finishedOf(job.id);
    const GenerationRequest &whole = job.draft.request;
    if (job.finished >= whole.count) { // it ended, and the program before it could say so
        end(0, JobState::Done);
        return {};
    }
    SFUMATO_CHECK(checkSpace(m_engine.folder(), whole.count - job.finished));
    m_firstImage = job.finished;
    m_estimate.emplace(whole.count - job.finished, whole.batch);
    job.state = JobState::Running;
    job.progress = {};
    job.progress.images = whole.count;
    job.progress.image = job.finished;
    save(0);
    m_engine.start(remainder(whole, job.finished), {job.id, job.finished, job.draft.parent, nameOf(job.draft.mode), 0, {}});
    Q_EMIT changed();
    return {};
}

void JobQueue::end(std::size_t index, JobState state, std::optional<Error> error) {
    Job job = std::move(m_jobs[index]);
    m_jobs.erase(m_jobs.begin() + static_cast<std::ptrdiff_t>(index));
    const QString id = job.id;
    const bool vanishes = job.live && state != JobState::Failed;
    std::optional<std::size_t> changed;
    QStringList gone;
    job.state = state;
    job.error = std::move(error);
    job.cancelling = job.lastImage = false;
    job.secondsLeft.reset();
    if (!vanishes) {
        const std::size_t place = firstEnded();
        m_jobs.insert(m_jobs.begin() + static_cast<std::ptrdiff_t>(place), std::move(job));
        if (m_jobs[place].stored)
            changed = place;
    }
    while (m_jobs.size() - firstEnded() > maxEnded) {
        gone << m_jobs.back().id;
        m_jobs.pop_back();
    }
    save(changed, gone);
    Q_EMIT ended(id);
    Q_EMIT this->changed();
    startNext();
}

void JobQueue::cancel(const QString &id) {
    const auto index = indexOf(id);
    if (!index)
        return;
    Job &job = m_jobs[*index];
    if (job.state == JobState::Queued) {
        end(*index, JobState::Cancelled);
    } else if (job.state == JobState::Running && !job.cancelling) {
        job.cancelling = true;
        m_engine.cancel();
        Q_EMIT changed();
    }
}

void JobQueue::cancelWaiting() {
    QStringList ids;
    for (const Job &job : m_jobs)
        if (job.state == JobState::Queued)
            ids << job.id;
    for (const QString &id : ids)
        cancel(id);
}

void JobQueue::cancelAfterImage(const QString &id) {
    const auto index = indexOf(id);
    if (!index || m_jobs[*index].state != JobState::Running)
        return;
    m_jobs[*index].lastImage = true;
    m_engine.cancelAfterImage();
    Q_EMIT changed();
}

void JobQueue::retry(const QString &id) {
    const auto index = indexOf(id);
    if (!index || !m_jobs[*index].ended() || m_jobs[*index].state == JobState::Done || (!m_jobs[*index].stored && !hasPixels(m_jobs[*index].draft.request)))
        return;
    Job job = std::move(m_jobs[*index]);
    m_jobs.erase(m_jobs.begin() + static_cast<std::ptrdiff_t>(*index));
    job.state = JobState::Queued;
    job.error.reset();
    const std::size_t place = firstEnded();
    m_jobs.insert(m_jobs.begin() + static_cast<std::ptrdiff_t>(place), std::move(job));
    if (m_pause == Pause::Restart)
        m_pause = Pause::No;
    store(place);
    Q_EMIT changed();
    startNext();
}

void JobQueue::clearEnded() {
    QStringList gone;
    for (std::size_t i = firstEnded(); i < m_jobs.size(); ++i)
        gone << m_jobs[i].id;
    m_jobs.resize(firstEnded());
    save({}, gone);
    Q_EMIT changed();
}

void JobQueue::removeEnded(const QString &id) {
    const auto index = indexOf(id);
    if (!index || !m_jobs[*index].ended())
        return;
    const QStringList gone{m_jobs[*index].id};
    m_jobs.erase(m_jobs.begin() + static_cast<std::ptrdiff_t>(*index));
    save({}, gone);
    Q_EMIT changed();
}

void JobQueue::onStepped(StepEvent event) {
    if (!running())
        return;
    Job &job = m_jobs.front();
    m_estimate->observe(event);
    // Only sampling says which picture it is about.
    event.image = event.phase == Phase::Sampling ? event.image + m_firstImage : job.finished;
    event.images = job.draft.request.count;
    job.progress = event;
    job.secondsLeft = m_estimate->secondsLeft();
    Q_EMIT progressed(job.id);
}

void JobQueue::onSaved(const SavedPicture &picture) {
    if (!running())
        return;
    Job &job = m_jobs.front();
    job.finished = picture.origin.index + 1;
    m_estimate->pictureDone(picture.seconds);
    Result<HistoryEntry> entry = m_history.add(picture);
    if (!entry)
        Q_EMIT problemOccurred(entry.error());
    Q_EMIT pictureFinished(entry ? *entry : HistoryStore::entryOf(picture), picture.picture);
    Q_EMIT changed();
}

void JobQueue::onFailed(const Error &error) {
    if (!running())
        return;
    if (error.code == ErrorCode::Cancelled)
        end(0, JobState::Cancelled);
    else
        end(0, JobState::Failed, error);
}

void JobQueue::save(std::optional<std::size_t> changed, const QStringList &gone) {
    if (changed && m_jobs[*changed].live)
        changed.reset();
    if (const Result<void> written = m_table.save(m_jobs, changed, gone); !written)
        Q_EMIT problemOccurred(written.error());
}

} // namespace sfumato::service
