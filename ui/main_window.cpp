// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include <QAction>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLabel>
#include <QListView>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolBar>
#include <QUrl>
#include <QVBoxLayout>

#include "app/document/undo_history.h"
#include "app/service/machine.h"
#include "app/service/paths.h"
#include "ui/actions/action_registry.h"
#include "ui/canvas/canvas_view.h"
#include "ui/charts/noise_panel.h"
#include "ui/history/history_panel.h"
#include "ui/layers/layers_panel.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/model_field.h"
#include "ui/panels/parameters_panel.h"
#include "ui/panels/style_chooser.h"
#include "ui/prompt/prompt_words.h"
#include "ui/queue/queue_panel.h"
#include "ui/studio/action_table.h"
#include "ui/studio/canvas_actions.h"
#include "ui/studio/control_pictures.h"
#include "ui/studio/dialog_actions.h"
#include "ui/studio/document_files.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/studio/file_actions.h"
#include "ui/studio/generation_controller.h"
#include "ui/studio/model_actions.h"
#include "ui/studio/studio_docks.h"
#include "ui/studio/welcome.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/status_line.h"

namespace sfumato::ui {
namespace {

constexpr int fallbackSide = 512; // pixels of a new canvas while the model's own size is not known
const QString parametersKey = QStringLiteral("parameters");

} // namespace

MainWindow::MainWindow(const StudioServices &services)
    : m_services(services), m_settings(StudioSettings::load()), m_words(new PromptWords(this)),
      m_recentPrompts(QDir(services.dataFolder).filePath(QStringLiteral("prompts.json")).toStdString(), PromptHistory::capacity),
      m_prompts(QStringList(m_recentPrompts.items().crbegin(), m_recentPrompts.items().crend())),
      m_styles(QDir(services.dataFolder).filePath(QStringLiteral("styles.json")).toStdString()),
      m_thumbnails(QDir(services.dataFolder).filePath(QStringLiteral("thumbnails"))), m_library(services.dataFolder), m_actions(new ActionRegistry(*this)), m_docks(new StudioDocks(*this)) {
    setAcceptDrops(true);
    addStudioActions(*m_actions);
    auto *recent = fillMenuBar(*menuBar(), *m_actions);
    buildCentre();
    buildDocks();
    m_jobs = new GenerationController({m_services.engine, m_services.queue, m_services.history, m_library, *m_panel, *m_noise}, this);
    m_controlPictures = new ControlPictures(m_services.engine, *m_panel, QDir(m_services.dataFolder).filePath(QStringLiteral("controls")).toStdString(), this);
    connect(m_controlPictures, &ControlPictures::problem, m_messages, [this](const Error &error) { m_messages->tell(error); });
    m_files = new DocumentFiles(*m_tabs, m_services.dataFolder, *this);
    m_files->setLibrary(m_library);
    new FileActions(*m_actions, *m_files, *m_tabs, *m_messages, *recent, *this);
    m_canvasActions = new CanvasActions(*m_actions);
    m_models = new ModelActions({*m_actions, m_library, m_thumbnails, *m_panel, *m_words, *m_messages}, *this);
    auto *dialogs = new DialogActions({*m_actions, m_styles, {m_library, m_services.engine, m_services.history}, *m_tabs, *m_panel, *m_messages, m_settings,
                                       m_hasCard, m_services.engine.folder()}, *this);
    connect(dialogs, &DialogActions::settingsChanged, this, &MainWindow::applySettings);
    connect(dialogs, &DialogActions::warned, m_jobs, &GenerationController::warned);
    connect(dialogs, &DialogActions::enlarged, m_files, &DocumentFiles::open);
    connect(m_models, &ModelActions::upscaleRequested, dialogs, &DialogActions::useUpscaler);
    connectPanel();
    connectJobs();
    connectFiles();
    connectHistory();
    connectActions();
    m_jobs->connectActions(*m_actions);
    m_panel->setParameters(Parameters::fromJson(QJsonDocument::fromJson(QSettings().value(parametersKey).toByteArray()).object()));
    m_words->setModel(m_panel->parameters().model);
    applySettings(m_settings);
    m_docks->restore(*m_centre);
    showPage();
    m_panel->focusPrompt(); // what a person does first
    m_files->sessions().look();
}

MainWindow::~MainWindow() {
    m_tabs->disconnect(this); // the parts tell nothing any more while they go
    m_canvasActions->setPage(nullptr);
    m_jobs->setPage(nullptr);
    m_steps->setModel(nullptr);
    for (auto *page : m_tabs->pages())
        delete page;
}

void MainWindow::buildCentre() {
    auto *strip = new QToolBar(tr("Tools"));
    strip->setObjectName(QStringLiteral("toolStrip"));
    strip->setMovable(false);
    strip->setIconSize({18, 18});
    fillToolStrip(*strip, *m_actions);
    addToolBar(Qt::LeftToolBarArea, strip);

    m_panel = new ParametersPanel(*m_words, m_prompts, m_library, m_thumbnails);
    showStyles();
    connect(&m_styles, &service::StyleStore::changed, this, &MainWindow::showStyles);
    m_messages = new MessageBar;
    m_tabs = new DocumentTabs;
    auto *middle = new QWidget;
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_messages);
    column->addWidget(m_tabs, 1);
    m_centre = new QSplitter;
    m_centre->setHandleWidth(1);
    m_centre->setChildrenCollapsible(false);
    m_centre->addWidget(m_panel);
    m_centre->addWidget(middle);
    m_centre->setStretchFactor(1, 1);
    setCentralWidget(m_centre);
    m_status = new StatusLine;
    setStatusBar(m_status);
    m_title = new QLabel;
    m_title->setTextFormat(Qt::PlainText);
    menuBar()->setCornerWidget(m_title);
}

void MainWindow::buildDocks() {
    m_history = new HistoryPanel(m_services.history, m_thumbnails);
    m_docks->add(QStringLiteral("history"), tr("History"), m_history);
    m_layers = new QStackedWidget;
    auto *nothing = new QLabel(tr("Layers appear here when a picture is open."));
    nothing->setProperty("role", "caption");
    nothing->setWordWrap(true);
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setMargin(12);
    m_layers->addWidget(nothing);
    m_docks->add(QStringLiteral("layers"), tr("Layers"), m_layers);
    m_noise = new NoisePanel;
    m_docks->add(QStringLiteral("noise"), tr("Noise schedule"), m_noise);
    m_docks->add(QStringLiteral("queue"), tr("Queue"), new QueuePanel(m_services.queue));
    m_steps = new QListView;
    m_steps->setAccessibleName(tr("Steps that can be undone"));
    m_docks->add(QStringLiteral("undo"), tr("Undo steps"), m_steps)->hide();
    m_docks->addToggles(*menuBar()->findChild<QMenu *>(QStringLiteral("view")));
}

void MainWindow::connectPanel() {
    connect(m_panel, &ParametersPanel::edited, this, [this](const QString &field, const QJsonValue &value, const QString &name) {
        if (auto *page = m_tabs->current())
            page->document().setSetting(field, value, name);
        if (field == QLatin1String("model"))
            m_words->setModel(m_panel->parameters().model);
        if (field == QLatin1String("mode"))
            showHint();
        m_jobs->onParameterEdited(field);
    });
    connect(m_panel, &ParametersPanel::settled, this, [this] {
        if (auto *page = m_tabs->current())
            page->document().history().endMerging();
    });
    connect(&m_panel->button(), &GenerateButton::generateRequested, this, &MainWindow::generate);
    connect(&m_panel->modelField(), &ModelField::described, this, [this] {
        m_jobs->setNativeSize(m_panel->modelField().nativeSize() > 0 ? m_panel->modelField().nativeSize() : fallbackSide);
        m_controlPictures->setNativeSize(m_jobs->nativeSize());
        showDevice();
    });
    connect(m_noise, &NoisePanel::strengthMoved, m_panel, &ParametersPanel::moveStrength);
    connect(m_noise, &NoisePanel::strengthSettled, m_panel, &ParametersPanel::settled);
    connect(&m_services.engine, &EngineThread::memoryEstimated, this, [this](const MemoryEstimate &estimate) {
        m_status->setNeed(estimate.peak(), estimate.budget);
        m_device = QString::fromStdString(estimate.device);
        m_dtype = QString::fromStdString(estimate.dtype);
        m_hasCard = m_hasCard || m_device != QLatin1String("cpu");
        showDevice();
    });
    connect(&m_services.engine, &EngineThread::catalogReady, this, [this] {
        m_panel->setCatalog(m_services.engine.catalog());
        m_files->setCatalog(m_services.engine.catalog());
        m_jobs->askLevels();
    });
}

void MainWindow::connectJobs() {
    connect(m_jobs, &GenerationController::problem, m_messages, [this](const Error &error) { m_messages->tell(error); });
    connect(m_jobs, &GenerationController::warned, this, [this](const QStringList &warnings) {
        m_messages->tell(MessageBar::Kind::Note, tr("The picture was made, with a remark."), warnings.join(QLatin1Char(' ')));
    });
    connect(m_jobs, &GenerationController::started, this, [this](const QString &prompt) {
        m_prompts.add(prompt);
        if (const auto kept = m_recentPrompts.add(prompt); !kept)
            m_messages->tell(kept.error());
    });
    connect(m_jobs, &GenerationController::stepTimed, m_status, &StatusLine::setStepTime);
    for (const auto &problem : {m_services.history.problem(), m_services.queue.problem(), m_styles.problem()})
        if (problem)
            m_messages->tell(*problem);
}

void MainWindow::connectFiles() {
    connect(m_tabs, &DocumentTabs::currentChanged, this, &MainWindow::showPage);
    auto &welcome = m_tabs->welcome();
    connect(&welcome, &Welcome::promptChosen, this, &MainWindow::runExample);
    connect(&welcome, &Welcome::newRequested, m_actions->action(QStringLiteral("file.new")), &QAction::trigger);
    connect(&welcome, &Welcome::libraryRequested, m_actions->action(QStringLiteral("model.library")), &QAction::trigger);
    connect(m_files, &DocumentFiles::opened, this, &MainWindow::onPage);
    connect(m_files, &DocumentFiles::saved, this, &MainWindow::showTitle);
    connect(m_files, &DocumentFiles::saving, m_status, &StatusLine::addSaving);
    connect(m_files, &DocumentFiles::saveProgressed, m_status, &StatusLine::setSaved);
    connect(m_files, &DocumentFiles::saveEnded, m_status, &StatusLine::removeSaving);
    connect(m_files, &DocumentFiles::recipeFound, this, [this](const service::Recipe &recipe) {
        m_messages->tell(MessageBar::Kind::Note, tr("This picture says how it was made."), QString::fromStdString(recipe.request.prompt),
                         {{tr("Use its settings"), [this, recipe] { useRecipe(recipe); }}});
    });
}

void MainWindow::connectHistory() {
    connect(m_history, &HistoryPanel::openRequested, this, [this](const service::HistoryEntry &entry) { m_files->open(entry.path()); });
    connect(m_history, &HistoryPanel::recipeRequested, this, [this](const service::HistoryEntry &entry) {
        if (const auto request = service::requestOf(entry))
            useRecipe(service::recipeOf(*request, m_files->recipeMeans()));
        else
            m_messages->tell(request.error());
    });
    connect(m_history, &HistoryPanel::moreLikeThisRequested, this, [this](const service::HistoryEntry &entry) {
        if (!m_tabs->current())
            m_files->newDocument({entry.width, entry.height}, m_panel->parameters().toJson());
        m_jobs->moreLikeThis(entry.id);
    });
    connect(m_history, &HistoryPanel::problemOccurred, m_messages, [this](const Error &error) { m_messages->tell(error); });
    connect(m_history, &HistoryPanel::noteOccurred, m_messages, [this](const QString &text) { m_messages->tell(MessageBar::Kind::Note, text, {}); });
}

void MainWindow::connectActions() {
    const auto on = [this](const char *id, auto action) { connect(m_actions->action(QLatin1String(id)), &QAction::triggered, this, action); };
    on("file.new", [this] {
        const int side = m_jobs->nativeSize();
        m_files->newDocument({side, side}, m_panel->parameters().toJson());
    });
    on("file.folder", [this] {
        QDir().mkpath(m_services.engine.folder());
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_services.engine.folder()));
    });
    on("file.wildcards", [] {
        const QString folder = QString::fromStdString(service::ownWildcardFolder().string());
        QDir().mkpath(folder);
        QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
    });
    on("file.quit", [this] { close(); });
    for (const auto &[id, mode] : {std::pair("mode.generate", Mode::Generate), std::pair("mode.transform", Mode::Transform),
                                   std::pair("mode.inpaint", Mode::Inpaint), std::pair("mode.restyle", Mode::Restyle)})
        on(id, [this, mode = mode] { m_panel->chooseMode(mode); });
    on("edit.prompt", [this] { m_panel->focusPrompt(); });
    on("image.generate", [this] { generate(); });
    on("view.panels", [this] { m_docks->toggle(*m_panel); });
    on("view.fullScreen", [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    on("help.welcome", [this] { m_tabs->showWelcome(); });
}

void MainWindow::onPage(DocumentPage *page) {
    m_jobs->watch(*page);
    connect(&page->canvas(), &CanvasView::told, m_messages, [this](const QString &sentence) { m_messages->tell(MessageBar::Kind::Note, sentence, {}); });
    page->setMaskLook(m_settings.maskColour, m_settings.maskOpacity);
    showPage();
}

void MainWindow::showPage() {
    for (const auto &connection : std::as_const(m_pageConnections))
        disconnect(connection);
    m_pageConnections.clear();
    auto *page = m_tabs->current();
    if (page) {
        auto &document = page->document();
        const auto takeSettings = [this, page] {
            if (page->parameters() == m_panel->parameters())
                return;
            m_panel->setParameters(page->parameters());
            m_words->setModel(m_panel->parameters().model);
            m_jobs->onParametersReplaced();
        };
        m_pageConnections << connect(&document, &document::Document::settingsChanged, this, takeSettings)
                          << connect(page, &DocumentPage::titleChanged, this, &MainWindow::showTitle)
                          << connect(page, &DocumentPage::kept, this, [this, page] { m_status->setKept(page->keptAt()); })
                          << connect(&document, &document::Document::changed, this, &MainWindow::showHint);
        takeSettings();
        if (m_layers->indexOf(&page->layers()) < 0)
            m_layers->addWidget(&page->layers());
        m_layers->setCurrentWidget(&page->layers());
        m_steps->setModel(&document.history());
        m_pageConnections << connect(m_steps, &QListView::clicked, page, [page](const QModelIndex &index) { page->document().history().jumpTo(index.row()); });
    } else {
        m_layers->setCurrentIndex(0);
        m_steps->setModel(nullptr);
    }
    for (const char *id : {"file.save", "file.saveAs", "file.export", "file.close", "edit.copy", "image.generateNext"})
        m_actions->action(QLatin1String(id))->setEnabled(page != nullptr);
    m_status->setPictureSize(page ? page->document().size() : QSize());
    m_status->setKept(page ? page->keptAt() : QDateTime());
    m_canvasActions->setPage(page);
    m_jobs->setPage(page);
    m_controlPictures->setPage(page);
    showTitle();
    showHint();
}

void MainWindow::showTitle() {
    auto *page = m_tabs->current();
    const QString name = page ? (page->projectFile().isEmpty() ? page->name() : QFileInfo(page->projectFile()).fileName()) : QString();
    const bool modified = page && page->document().isModified();
    setWindowTitle(page ? tr("%1[*] — Sfumato").arg(name) : tr("Sfumato"));
    setWindowModified(modified);
    m_title->setText(modified ? tr("%1 — edited").arg(name) : name);
    menuBar()->setCornerWidget(m_title); // the bar makes room for it only then
}

void MainWindow::showHint() {
    const Mode mode = m_panel->parameters().mode;
    auto *page = m_tabs->current();
    if (mode == Mode::Generate || (page && hasPicture(page->document().state())))
        m_panel->setHint({});
    else
        m_panel->setHint(tr("This works on a picture: open one, or generate one first."));
}

void MainWindow::showDevice() {
    const int threads = m_settings.threads > 0 ? m_settings.threads : service::processorCount();
    const QString device = m_device == QLatin1String("cpu") ? tr("CPU · %n thread(s)", nullptr, threads) : m_device.toUpper();
    m_status->setDevice(device + QStringLiteral(" · ") + m_dtype);
}

void MainWindow::generate() {
    if (!m_tabs->current()) {
        if (m_panel->parameters().mode != Mode::Generate) {
            m_messages->tell(MessageBar::Kind::Problem, tr("Nothing was made."), tr("There is no picture to work on."),
                             {{tr("Open a picture"), [this] { m_files->chooseAndOpen(); }}});
            return;
        }
        m_actions->action(QStringLiteral("file.new"))->trigger();
    }
    m_jobs->generate();
}

void MainWindow::runExample(const QString &prompt) {
    Parameters parameters = m_panel->parameters();
    parameters.mode = Mode::Generate;
    parameters.model = QStringLiteral("builtin"); // the prompts are in its words
    parameters.prompt = prompt;
    m_panel->setParameters(parameters);
    m_actions->action(QStringLiteral("file.new"))->trigger();
    m_jobs->generate();
}

void MainWindow::showStyles() {
    auto styles = builtinStyles();
    QStringList names;
    for (const auto &style : m_styles.styles()) {
        styles.push_back({style.name, style.prompt, style.negative});
        names << style.name;
    }
    m_panel->setStyles(styles);
    m_words->setExtraWords(names);
}

void MainWindow::useRecipe(const service::Recipe &recipe) {
    const GenerationRequest &request = recipe.request;
    auto *page = m_tabs->current();
    if (!page)
        page = m_files->newDocument({std::max(request.width, 64), std::max(request.height, 64)}, m_panel->parameters().toJson());
    const Parameters parameters = withRecipe(page->parameters(), request);
    const QJsonObject fields = parameters.toJson();
    page->document().history().endMerging();
    for (auto field = fields.begin(); field != fields.end(); ++field)
        if (page->document().settings().value(field.key()) != field.value())
            page->document().setSetting(field.key(), field.value(), tr("Recipe"));
    page->document().history().endMerging();
    QStringList notes;
    for (const std::string &note : recipe.notes)
        notes << QString::fromStdString(note);
    if (!notes.isEmpty())
        m_messages->tell(MessageBar::Kind::Note, tr("Not everything of the recipe could be taken over."), notes.join(QLatin1Char(' ')),
                         {{tr("Model library …"), [this] { m_models->showLibrary(); }}});
}

void MainWindow::applySettings(const StudioSettings &settings) {
    m_settings = settings;
    settings.store();
    m_services.theme.setMode(settings.theme);
    m_jobs->setCompute(settings.device, settings.precision, settings.threads);
    m_jobs->setLive(settings.liveRestyle);
    for (auto *page : m_tabs->pages())
        page->setMaskLook(m_settings.maskColour, m_settings.maskOpacity);
    showDevice();
}

void MainWindow::closeEvent(QCloseEvent *event) {
    m_docks->store(*m_centre);
    QSettings().setValue(parametersKey, QJsonDocument(m_panel->parameters().toJson()).toJson(QJsonDocument::Compact));
    // What is not saved lies in its journal and is offered with the next start: nothing to ask.
    for (auto *page : m_tabs->pages())
        if (!page->document().isModified())
            page->discardJournal();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event) {
    if (DocumentFiles::accepts(*event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event) {
    if (!m_models->drop(*event->mimeData()))
        m_files->drop(*event->mimeData());
    event->acceptProposedAction();
}

} // namespace sfumato::ui
