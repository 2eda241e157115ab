// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <map>

#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include "app/service/job_queue.h"
#include "app/service/model_library.h"
#include "ui/studio/job_draft.h"

namespace sfumato::ui {

class ActionRegistry;
class DocumentPage;
class NoisePanel;
class ParametersPanel;

/// From the button to a candidate: makes jobs of documents, hands them to the queue, and shows what the queue tells
/// where it belongs: on the button, the canvas, the candidates' strip and the charts.
class GenerationController final : public QObject {
    Q_OBJECT

public:
    struct Parts {
        EngineThread &engine;
        service::JobQueue &queue;
        service::HistoryStore &history;
        service::ModelLibrary &library;
        ParametersPanel &panel;
        NoisePanel &noise;
    };

    explicit GenerationController(const Parts &parts, QObject *parent = nullptr);

    void connectActions(const ActionRegistry &registry);
    /// Does from now on what the page's candidates and layers ask for.
    void watch(DocumentPage &page);
    /// The document jobs are made of; null while none is open.
    void setPage(DocumentPage *page);
    /// The side in pixels that the model was made for.
    void setNativeSize(int pixels);
    int nativeSize() const { return m_native; }
    /// Restyle renders anew while its strength is dragged.
    void setLive(bool live) { m_live = live; }

    /// How jobs are computed from now on; threads 0 = all.
    void setCompute(const QString &device, DType precision, int threads);
    void sayWhere(GenerationRequest &request) const; ///< as setCompute() said

    void generate();
    void generateNext(); ///< before all that wait
    void removeObject();
    void cancel();             ///< what runs, by the same key as the button
    void cancelAfterImage();
    void moreLikeThis(qint64 entry);
    void rerun(qint64 entry);
    void rerunRecipe(const QString &recipe);
    /// Asks for the levels that the parameters mean, for the chart.
    void askLevels();
    /// Tells the canvas what a job would work on.
    void showRegion();
    void onParameterEdited(const QString &field);
    /// All of them are others: after an undo, or a recipe.
    void onParametersReplaced();

Q_SIGNALS:
    void started(const QString &prompt);
    void problem(const sfumato::Error &error);
    void warned(const QStringList &warnings);
    void stepTimed(double milliseconds);

private:
    enum class Place { Last, Next, Live };
    struct Target {
        QPointer<DocumentPage> page;
        QRect frame, region;
        QImage mask;
        bool live = false;
    };

    /// What was asked for, while its job is being made.
    struct Asked {
        QPointer<DocumentPage> page;
        Place place;
        QString prompt;
        int number; ///< counts them
    };
    using JobOf = std::function<Result<DocumentJob>(const document::DocumentState &)>;

    /// Makes a job of the page as it is now, of a large one on another thread, and submits it.
    void ask(const JobOf &jobOf, Place place);
    void submit(const Asked &asked, Result<DocumentJob> job, const QImage &original);
    void showIdleUnlessRunning();
    /// Queues the recipe of a finished picture once more, changed by `change`; a recipe that cannot be read is a problem().
    template <typename Change>
    void makeAgain(qint64 entry, const Change &change);
    void submitAgain(GenerationRequest request, const service::HistoryEntry &entry);
    void dropLive(); ///< the live job that is about to be replaced
    void expect(const QString &id, const Target &target, int pictures);
    void onQueueChanged();
    void onProgress(const QString &id);
    void onPreview(const QString &id);
    void onPicture(const service::HistoryEntry &entry, const QImage &picture);
    void onEnded(const QString &id);
    void showRunning();
    void beginLive(const Target &target);

    Parts m_parts;
    QPointer<DocumentPage> m_page;
    int m_native = 512;
    bool m_live = true;
    QString m_device = QStringLiteral("auto");
    DType m_precision = DType::Auto;
    int m_threads = 0;
    QString m_running; ///< id of the job that is shown to run
    std::map<QString, Target> m_targets;
    QTimer m_levels; ///< asks when the parameters have come to rest
    QTimer m_region; ///< shown when a stroke has come to rest
    QTimer m_rerender;
    int m_asked = 0, m_dropped = 0;    ///< numbers: of the last that was asked for, and of the last that is not wanted any more
    std::atomic<int> m_askedLive = 0;  ///< the number of the last live one: those before it need not be made
    QThreadPool m_maker;               ///< one thread: jobs are submitted in the order in which they were asked for
};

} // namespace sfumato::ui
