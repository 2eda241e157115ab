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

/// Enlarges a document's picture by a network of the library, or by resampling. The result is a picture of its own: on
/// disk and in the history before enlarged() tells of it. Closing the dialog while it works cancels.
class UpscaleDialog final : public QDialog {
    Q_OBJECT

public:
    struct Parts {
        service::ModelLibrary &library;
        EngineThread &engine;
        service::HistoryStore &history;
    };

    /// `picture` is a snapshot; `threads` as UpscaleRequest::threads.
    UpscaleDialog(const Parts &parts, document::DocumentState picture, int threads, QWidget *parent = nullptr);
    ~UpscaleDialog() override;

    /// As if chosen in its list; one that is not there leaves the choice as it is.
    void chooseNetwork(const QString &file);

Q_SIGNALS:
    void enlarged(const QString &file);
    void libraryRequested();

private:
    void build();
    void showNetworks();
    void showSize();
    void start();
    void showStep(const StepEvent &event);
    void end(const Result<QString> &file);
    void setBusy(bool busy);
    void tell(const QString &text);

    Parts m_parts;
    document::DocumentState m_picture;
    int m_threads;
    QComboBox *m_network; ///< files, then resampling
    QDoubleSpinBox *m_factor;
    QLabel *m_size;
    QWidget *m_none; ///< what to do where the library has no network
    QLabel *m_told;
    QProgressBar *m_progress;
    QPushButton *m_start;
    QPushButton *m_close;
    double m_milliseconds = 0; ///< that the tiles took so far
    CancelToken m_cancel;
};

} // namespace sfumato::ui
