// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>

#include "app/service/job_queue.h"
#include "app/service/model_library.h"
#include "app/service/recent_list.h"
#include "app/service/recipe.h"
#include "app/service/style_store.h"
#include "app/service/thumbnails.h"
#include "ui/dialogs/studio_settings.h"
#include "ui/prompt/prompt_history.h"

class QLabel;
class QListView;
class QSplitter;
class QStackedWidget;

namespace sfumato::ui {

class ActionRegistry;
class CanvasActions;
class ControlPictures;
class DocumentFiles;
class DocumentPage;
class DocumentTabs;
class GenerationController;
class HistoryPanel;
class MessageBar;
class ModelActions;
class NoisePanel;
class ParametersPanel;
class PromptWords;
class StatusLine;
class StudioDocks;

/// What the window works with; made by main(), outlives the window.
struct StudioServices {
    Theme &theme;
    EngineThread &engine;
    service::HistoryStore &history;
    service::JobQueue &queue;
    QString dataFolder; ///< journals lie in its folder `journals`
};

/// The studio's window: makes the parts and connects them; each has its logic in a class of its own.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(const StudioServices &services);
    ~MainWindow() override;

    ActionRegistry &actions() { return *m_actions; }
    DocumentTabs &tabs() { return *m_tabs; }
    DocumentFiles &files() { return *m_files; }
    ParametersPanel &panel() { return *m_panel; }
    MessageBar &messages() { return *m_messages; }
    NoisePanel &noise() { return *m_noise; }
    service::ModelLibrary &library() { return m_library; }
    ModelActions &models() { return *m_models; }

    /// Starts a run of the panel's parameters; with nothing open, on a new canvas.
    void generate();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildCentre();
    void buildDocks();
    void connectPanel();
    void connectJobs();
    void connectFiles();
    void connectActions();
    void onPage(DocumentPage *page);
    void showPage();
    void showTitle();
    void showHint();
    void showDevice();
    void showStyles();
    void connectHistory();
    void useRecipe(const service::Recipe &recipe);
    void runExample(const QString &prompt);
    void applySettings(const StudioSettings &settings);

    StudioServices m_services;
    QString m_device = QStringLiteral("cpu"), m_dtype = QStringLiteral("f32"); ///< as the engine last told
    bool m_hasCard = false;
    StudioSettings m_settings;
    PromptWords *m_words;
    service::RecentList m_recentPrompts;
    PromptHistory m_prompts;
    service::StyleStore m_styles;
    service::Thumbnails m_thumbnails;
    service::ModelLibrary m_library;
    ActionRegistry *m_actions;
    StudioDocks *m_docks;
    QSplitter *m_centre; ///< panel and documents
    MessageBar *m_messages;
    ParametersPanel *m_panel;
    DocumentTabs *m_tabs;
    NoisePanel *m_noise;
    StatusLine *m_status;
    QStackedWidget *m_layers; ///< one panel a document, under a hint
    QListView *m_steps;
    GenerationController *m_jobs;
    HistoryPanel *m_history;
    DocumentFiles *m_files;
    CanvasActions *m_canvasActions;
    ModelActions *m_models;
    ControlPictures *m_controlPictures;
    QLabel *m_title;
    QList<QMetaObject::Connection> m_pageConnections;
};

} // namespace sfumato::ui
