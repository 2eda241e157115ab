// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "app/document/document_state.h"
#include "app/service/engine_thread.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace sfumato::service {
class HistoryStore;
class ModelLibrary;
}

namespace sfumato::ui {

class WorkingOverBox;

/// Enlarges a document's picture by a network of the library, or by resampling; a model may work it over then. The result is a picture of its own: on
/// disk and in the history before enlarged() tells of it. Closing the dialog while it works cancels.
class UpscaleDialog final : public QDialog {
    Q_OBJECT

public:
    struct Parts {
        service::ModelLibrary &library;
        EngineThread &engine;
        service::HistoryStore &history;
    };

    /// `picture` is a snapshot; `panel`: model, prompts, sampling and threads as the window has them.
    UpscaleDialog(const Parts &parts, document::DocumentState picture, const GenerationRequest &panel, QWidget *parent = nullptr);
    ~UpscaleDialog() override;

    /// As if chosen in its list; one that is not there leaves the choice as it is.
    void chooseNetwork(const QString &file);

Q_SIGNALS:
    void enlarged(const QString &file);
    void warned(const QStringList &warnings); ///< before enlarged()
    void libraryRequested();

private:
    void build();
    void showNetworks();
    void showSize();
    QSize enlargedSize() const; ///< of the enlarged picture, pixels
    void askMemory();
    void start();
    void showStep(const StepEvent &event);
    void end(const Result<SavedPicture> &saved);
    void setBusy(bool busy);
    void tell(const QString &text);

    Parts m_parts;
    document::DocumentState m_picture;
    int m_threads;
    std::string m_device;
    QComboBox *m_network; ///< files, then resampling
    QDoubleSpinBox *m_factor;
    QLabel *m_size;
    WorkingOverBox *m_over;
    QWidget *m_none; ///< what to do where the library has no network
    QLabel *m_told;
    QProgressBar *m_progress;
    QPushButton *m_start;
    QPushButton *m_close;
    Phase m_phase = Phase::Enlarging;
    double m_milliseconds = 0; ///< that the steps of the phase took so far
    int m_asked = 0;           ///< questions for memory; the newest answer counts
    CancelToken m_cancel;
};

} // namespace sfumato::ui
