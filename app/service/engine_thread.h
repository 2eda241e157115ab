// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include <QImage>
#include <QList>
#include <QObject>
#include <QSize>
#include <QString>
#include <QStringList>
#include <QThread>

#include "app/service/picture_metadata.h"
#include "app/service/picture_origin.h"
#include "app/service/picture_record.h"
#include "core/api/engine.h"

namespace sfumato {

/// A picture that is safely on disk.
struct SavedPicture {
    QString path;
    QImage picture;
    qint64 seed = 0;
    double seconds = 0;        ///< encoding, sampling and decoding
    GenerationRequest request; ///< what makes this picture alone; without pixels
    bool hasRecipe = true;     ///< false: an enlarged picture of which nothing is known; `request` says nothing then
    service::PictureOrigin origin;
    QStringList warnings; ///< English sentences: what a model that worked it over could not honour
};

/// A picture to enlarge, and what is known of it.
struct Enlarging {
    UpscaleRequest request;             ///< its picture is the next
    std::function<Image()> picture;     ///< called on the engine's thread: putting a large one together takes a while
    std::optional<GenerationRequest> over; ///< a model works it over then: service::workingOver()'s wishes; absent = none
    service::PictureMetadata original;
    service::PictureOrigin origin;
};

/// Runs jobs one at a time on a thread of their own, where the engine and all its tensors live.
/// Thread: this object belongs to the thread that made it (the window's); its signals arrive there.
class EngineThread final : public QObject {
    Q_OBJECT

public:
    using Factory = std::function<Result<std::shared_ptr<Engine>>()>;

    /// Results are saved into `folder`, which is made when the first one is. `factory` is called on the engine's thread.
    explicit EngineThread(QString folder, QObject *parent = nullptr) : EngineThread(std::move(folder), open_engine, parent) {}
    EngineThread(QString folder, Factory factory, QObject *parent = nullptr);
    /// Cancels what runs and waits for it: one U-Net pass at most.
    ~EngineThread() override;

    const QString &folder() const { return m_folder; }
    /// While a job runs or a picture is enlarged, or waits to be; freed() follows.
    bool busy() const { return m_job || m_enlargings > 0; }
    /// What the engine offers; empty until catalogReady().
    const Catalog &catalog() const { return m_catalog; }

    /// Starts a job; there must be none. Pictures of the request without pixels are read from their paths.
    /// `origin` says where its pictures belong; its index is that of the first one.
    void start(const GenerationRequest &request, const service::PictureOrigin &origin = {});
    /// Asks the running job to stop; failed() with Cancelled follows within one step. Nothing happens without a job.
    void cancel();
    /// The same, but pictures being made together with the next one to be finished are still finished and saved.
    void cancelAfterImage();
    /// Asks what levels a request would run through and how much memory it would take; noiseLevelsReady() and
    /// memoryEstimated() answer the newest question, when no job runs. What cannot be told gets no answer.
    void askNoiseLevels(const GenerationRequest &request);
    /// Asks what the networks of a request's controls would be shown; `answer` is called on this object's thread when no job
    /// runs, unless `context` is gone by then.
    void askControlPictures(const GenerationRequest &request, QObject *context, std::function<void(const Result<QList<QImage>> &)> answer);
    /// Asks how much memory a model takes to work over a picture of that size; answered as askControlPictures() is.
    void askWorkingOver(const GenerationRequest &wishes, QSize size, QObject *context, std::function<void(const Result<MemoryEstimate> &)> answer);
    /// Enlarges a picture and saves the result, when no job runs. `onStep` and `answer`
    /// are called on this object's thread, unless `context` is gone by then. Errors: those of Engine::upscale() and saving.
    void enlarge(Enlarging work, const CancelToken &cancel, QObject *context, std::function<void(const StepEvent &)> onStep,
                 std::function<void(const Result<SavedPicture> &)> answer);
    /// The newest preview not taken yet; null when there is none. Older ones are dropped, never queued.
    QImage takePreview();

Q_SIGNALS:
    void catalogReady();
    void noiseLevelsReady(const sfumato::NoiseLevels &levels);
    void memoryEstimated(const sfumato::MemoryEstimate &estimate);
    void stepped(const sfumato::StepEvent &event);
    void previewReady(); ///< one is waiting in takePreview(); at most one such signal is pending
    void saved(const sfumato::SavedPicture &picture);
    void finished(const QStringList &warnings);
    void freed(); ///< a picture has been enlarged, or not: a job may be started
    void failed(const sfumato::Error &error); ///< Cancelled when it was wished

private:
    /// The two wishes of the window about a running job, shared with the engine's thread.
    struct Wishes {
        CancelToken cancel;
        CancelToken afterImage;
    };

    // On m_thread:
    Result<void> openEngine();
    Result<SavedPicture> enlarged(const Enlarging &work, const JobContext &context);
    Result<QList<QImage>> controlPictures(GenerationRequest &request);
    Result<MemoryEstimate> workingOverTakes(const GenerationRequest &wishes, QSize size);
    void work(GenerationRequest request, const service::PictureOrigin &origin, const Wishes &wishes);
    Result<GenerationResult> runJob(GenerationRequest &request, const service::PictureOrigin &origin, const Wishes &wishes);
    Result<void> save(const GeneratedImage &image, const service::PictureRecord &record, const GenerationRequest &used, const service::PictureOrigin &origin);
    void postPreview(const Preview &preview);

    QString m_folder;
    Factory m_factory;
    QThread m_thread;
    QObject *m_worker; ///< lives on m_thread; jobs are posted to it
    std::optional<Wishes> m_job;
    CancelToken m_enlarging; ///< of the newest
    int m_enlargings = 0;    ///< under way or waiting
    Catalog m_catalog;
    std::shared_ptr<Engine> m_engine;  ///< touched on m_thread only
    Catalog m_engineCatalog;           ///< likewise
    std::atomic<int> m_levelsAsked = 0; ///< questions so far; older ones need no answer
    std::mutex m_previewMutex;
    QImage m_preview;
};

} // namespace sfumato
