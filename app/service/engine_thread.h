// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include <QImage>
#include <QObject>
#include <QString>
#include <QThread>

#include "core/api/engine.h"

namespace sfumato {

/// A picture that is safely on disk.
struct SavedPicture {
    QString path;
    QImage picture;
    qint64 seed = 0;
    double seconds = 0;
};

/// Runs jobs one at a time on a thread of their own, where the engine and all its tensors live.
/// Thread: this object belongs to the thread that made it (the window's); its signals arrive there.
class EngineThread final : public QObject {
    Q_OBJECT

public:
    /// Results are saved into `folder`, which is made when the first one is.
    explicit EngineThread(QString folder, QObject *parent = nullptr);
    /// Cancels what runs and waits for it: one U-Net pass at most.
    ~EngineThread() override;

    bool busy() const { return m_cancel.has_value(); }
    /// Starts a job; there must be none running.
    void start(const GenerationRequest &request);
    /// Asks the running job to stop; finished() follows within one step. Nothing happens without a job.
    void cancel();
    /// The newest preview not taken yet; null when there is none. Older ones are dropped, never queued.
    QImage takePreview();

Q_SIGNALS:
    void stepped(const sfumato::StepEvent &event);
    void previewReady(); ///< one is waiting in takePreview(); at most one such signal is pending
    void saved(const sfumato::SavedPicture &picture);
    void finished(const QStringList &warnings);
    void failed(const sfumato::Error &error); ///< Cancelled when it was wished

private:
    void work(const GenerationRequest &request, const CancelToken &cancel);
    Result<void> save(const GeneratedImage &image, const GenerationRequest &resolved);
    void postPreview(const Preview &preview);

    QString m_folder;
    QThread m_thread;
    QObject *m_worker; ///< lives on m_thread; jobs are posted to it
    std::optional<CancelToken> m_cancel;
    std::shared_ptr<Engine> m_engine; ///< touched on m_thread only
    std::mutex m_previewMutex;
    QImage m_preview;
};

} // namespace sfumato

Q_DECLARE_METATYPE(sfumato::StepEvent)
Q_DECLARE_METATYPE(sfumato::SavedPicture)
Q_DECLARE_METATYPE(sfumato::Error)
