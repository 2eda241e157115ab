// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QImage>
#include <QLockFile>
#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include "app/service/engine_thread.h"
#include "app/service/history_store.h"
#include "app/service/job.h"
#include "app/service/job_table.h"
#include "app/service/source_pictures.h"
#include "app/service/time_estimate.h"

namespace sfumato::service {

/// Runs jobs one after another on the engine's thread, and puts every finished picture into the history.
/// Waiting and failed jobs survive the end of the program, however it comes: after a restart they are there again,
/// a job that was running is queued with its finished pictures kept, and the queue is paused.
/// Thread: the one that made it, as of the engine's thread object and the history.
class JobQueue final : public QObject {
    Q_OBJECT

public:
    /// Keeps queue.db and the jobs' pictures (`sources`) in `dataFolder`. Where another running program has the queue
    /// already, this one's jobs last for the session only.
    JobQueue(EngineThread &engine, HistoryStore &history, const QString &dataFolder, QObject *parent = nullptr);
    ~JobQueue() override;

    /// What a person should know about the opening of the queue.
    const std::optional<Error> &problem() const { return m_table.problem(); }

    /// The running job first, then those waiting in their order, then those that have ended, newest first.
    const std::vector<Job> &jobs() const { return m_jobs; }
    const Job *find(const QString &id) const;
    const Job *running() const;
    int waiting() const;

    /// Adds a job at the end of those waiting; returns its id. It starts by itself when its turn comes.
    /// In a queue that is paused only because of a restart it goes before the restored jobs, and the queue goes on.
    QString add(JobDraft draft);
    /// The same, but before all that wait.
    QString addNext(JobDraft draft);
    /// For rendering while a slider is dragged: replaces the live job that runs or waits, which vanishes from the queue.
    /// Other jobs are not disturbed; it goes before those waiting.
    QString replaceLive(JobDraft draft);

    /// Moves a waiting job before the others, or to a place among them (0 = next).
    void runNext(const QString &id) { move(id, 0); }
    void move(const QString &id, int place);

    /// While paused no job begins; the running one goes on.
    bool paused() const { return m_pause != Pause::No; }
    /// Whether it is paused because the program was restarted.
    bool pausedByRestart() const { return m_pause == Pause::Restart; }
    void setPaused(bool paused);

    /// Cancels a waiting job at once and a running one within a step; its finished pictures stay.
    void cancel(const QString &id);
    /// Cancels all waiting jobs, in their order.
    void cancelWaiting();
    /// The running job ends when the picture being made is finished.
    void cancelAfterImage(const QString &id);
    /// Queues a failed or cancelled job again; it makes what is missing.
    void retry(const QString &id);
    /// Takes the ended jobs off the list, or one of them.
    void clearEnded();
    void removeEnded(const QString &id);

    /// The newest preview of the running job that was not taken yet; null when there is none.
    QImage takePreview() { return m_engine.takePreview(); }

Q_SIGNALS:
    void changed(); ///< which jobs there are, their order, states or wishes; whether the queue is paused
    void progressed(const QString &id);
    void previewReady(const QString &id);
    /// The picture is on disk and in the history (id 0: its row could not be written, problemOccurred() said why).
    void pictureFinished(const sfumato::service::HistoryEntry &entry, const QImage &picture);
    void ended(const QString &id); ///< done, cancelled or failed; jobs() says which
    void warned(const QString &id, const QStringList &warnings);
    void problemOccurred(const sfumato::Error &error); ///< what could not be written

private:
    enum class Pause { No, Wanted, Restart };

    QString insert(JobDraft draft, int place, bool live);
    void restore();
    void store(std::size_t index);
    void onStored(const QString &id, const Result<GenerationRequest> &stored);
    void startNext();
    Result<void> start(Job &job);
    void end(std::size_t index, JobState state, std::optional<Error> error = std::nullopt);
    /// Takes into the table in one go: the job at `changed`, the order of all, and that some are `gone`.
    void save(std::optional<std::size_t> changed, const QStringList &gone = {});
    void onHistorySettled();
    void removeUnusedSources();

    void onStepped(StepEvent event);
    void onSaved(const SavedPicture &picture);
    void onFailed(const Error &error);

    // Places in m_jobs; of the first waiting or ended job also where it would be.
    std::optional<std::size_t> indexOf(const QString &id) const;
    std::size_t firstWaiting() const;
    std::size_t firstEnded() const;

    EngineThread &m_engine;
    HistoryStore &m_history;
    SourcePictures m_sources;
    QLockFile m_lock;
    JobTable m_table;
    QThreadPool m_writers; ///< of source pictures; one thread
    std::vector<Job> m_jobs;
    Pause m_pause = Pause::No;
    int m_firstImage = 0; ///< of the run that is under way, within its job
    std::optional<TimeEstimate> m_estimate;
};

} // namespace sfumato::service
