// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QMainWindow>

#include "app/service/engine_thread.h"

class QAction;
class QLabel;
class QListWidget;
class QListWidgetItem;
class QStackedWidget;

namespace sfumato::ui {

class PictureView;
class PromptPanel;

/// The studio's first window: prompt on the left, picture in the middle, results below.
/// Assembles the parts and wires them; has no logic of its own beyond that.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    /// Results are saved below `folder`.
    explicit MainWindow(const QString &folder);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void buildMenus();
    void generate();
    void onStep(const StepEvent &event);
    void onSaved(const SavedPicture &picture);
    void onFinished(const QStringList &warnings);
    void onFailed(const Error &error);
    void chooseResult(const QListWidgetItem *item);
    void saveCopy();
    void copyPicture();
    void openFolder();
    void about();

    QString m_folder;
    EngineThread m_engine;
    PromptPanel *m_panel;
    PictureView *m_view;
    QStackedWidget *m_stage; ///< the welcome, or the picture
    QListWidget *m_results;
    QLabel *m_state;
    QAction *m_saveCopy;
    QAction *m_copy;
    QAction *m_cancel;
    QSize m_runningSize;
    QElapsedTimer m_samplingTime;
};

} // namespace sfumato::ui
