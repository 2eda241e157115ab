// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QUrl>
#include <QVBoxLayout>

#include "app/service/error_text.h"
#include "ui/canvas/picture_view.h"
#include "ui/panels/prompt_panel.h"
#include "ui/panels/welcome.h"

namespace sfumato::ui {
namespace {

constexpr int thumbnail = 96;
constexpr int pathRole = Qt::UserRole;
constexpr int seedRole = Qt::UserRole + 1;

} // namespace

MainWindow::MainWindow(const QString &folder) : m_folder(folder), m_engine(folder) {
    setWindowTitle(tr("Sfumato"));
    m_panel = new PromptPanel;
    m_view = new PictureView;
    auto *welcome = new Welcome;
    m_stage = new QStackedWidget;
    m_stage->addWidget(welcome);
    m_stage->addWidget(m_view);

    m_results = new QListWidget;
    m_results->setObjectName(QStringLiteral("strip"));
    m_results->setViewMode(QListView::IconMode);
    m_results->setFlow(QListView::LeftToRight);
    m_results->setWrapping(false);
    m_results->setMovement(QListView::Static);
    m_results->setIconSize({thumbnail, thumbnail});
    m_results->setSpacing(6);
    m_results->setFixedHeight(thumbnail + 36);
    m_results->setAccessibleName(tr("Results of this session"));
    m_results->hide();

    auto *centre = new QWidget;
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_stage, 1);
    right->addWidget(m_results);
    auto *row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_panel);
    row->addLayout(right, 1);
    setCentralWidget(centre);

    m_state = new QLabel(tr("Ready"));
    m_state->setTextFormat(Qt::PlainText);
    statusBar()->addWidget(m_state, 1);
    statusBar()->addPermanentWidget(new QLabel(tr("built-in model · CPU")));
    statusBar()->setSizeGripEnabled(false);
    buildMenus();

    connect(m_panel, &PromptPanel::generateRequested, this, &MainWindow::generate);
    connect(m_panel, &PromptPanel::cancelRequested, m_cancel, &QAction::trigger);
    connect(welcome, &Welcome::promptChosen, this, [this](const QString &prompt) {
        m_panel->setPrompt(prompt);
        generate();
    });
    connect(m_results, &QListWidget::currentItemChanged, this, &MainWindow::chooseResult);
    connect(&m_engine, &EngineThread::stepped, this, &MainWindow::onStep);
    connect(&m_engine, &EngineThread::previewReady, this, [this] {
        const QImage preview = m_engine.takePreview();
        if (preview.isNull() || !m_engine.busy())
            return;
        m_stage->setCurrentWidget(m_view);
        m_view->showPreview(preview, preview.size() * 8);
    });
    connect(&m_engine, &EngineThread::saved, this, &MainWindow::onSaved);
    connect(&m_engine, &EngineThread::finished, this, &MainWindow::onFinished);
    connect(&m_engine, &EngineThread::failed, this, &MainWindow::onFailed);

    const QSettings settings;
    resize(1180, 800);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
}

void MainWindow::buildMenus() {
    auto *file = menuBar()->addMenu(tr("&File"));
    m_saveCopy = file->addAction(tr("&Save a copy …"), QKeySequence::SaveAs, this, &MainWindow::saveCopy);
    file->addAction(tr("Open the &results folder"), this, &MainWindow::openFolder);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
    auto *edit = menuBar()->addMenu(tr("&Edit"));
    m_copy = edit->addAction(tr("&Copy picture"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), this, &MainWindow::copyPicture);
    auto *generateMenu = menuBar()->addMenu(tr("&Generate"));
    generateMenu->addAction(tr("&Generate"), QKeySequence(Qt::CTRL | Qt::Key_Return), this, &MainWindow::generate);
    m_cancel = generateMenu->addAction(tr("&Cancel"), QKeySequence(Qt::CTRL | Qt::Key_Period), this, [this] {
        if (!m_engine.busy())
            return;
        m_panel->showCancelling();
        m_engine.cancel();
    });
    menuBar()->addMenu(tr("&Help"))->addAction(tr("&About Sfumato"), this, &MainWindow::about);
    m_saveCopy->setEnabled(false);
    m_copy->setEnabled(false);
    m_cancel->setEnabled(false);
}

void MainWindow::generate() {
    if (m_engine.busy())
        return;
    const GenerationRequest request = m_panel->request();
    m_panel->showStarting();
    m_cancel->setEnabled(true);
    m_state->setText(tr("Starting …"));
    m_engine.start(request);
}

void MainWindow::onStep(const StepEvent &event) {
    if (event.phase == Phase::Sampling) {
        if (event.step <= 1)
            m_samplingTime.start();
        const double each = event.step > 1 ? static_cast<double>(m_samplingTime.elapsed()) / 1000.0 / (event.step - 1) : -1;
        m_panel->showProgress(event.step, event.total, each < 0 ? -1 : each * (event.total - event.step));
        m_state->setText(event.images > 1 ? tr("Picture %1 of %2").arg(event.image + 1).arg(event.images) : tr("Denoising"));
        return;
    }
    m_state->setText(event.phase == Phase::Loading    ? tr("Loading the model …")
                     : event.phase == Phase::Encoding ? tr("Reading the prompt …")
                     : event.phase == Phase::Decoding ? tr("Decoding …")
                                                      : tr("Saving …"));
}

void MainWindow::onSaved(const SavedPicture &picture) {
    m_view->showPicture(picture.picture, picture.path);
    m_stage->setCurrentWidget(m_view);
    auto *item = new QListWidgetItem(QIcon(QPixmap::fromImage(picture.picture.scaled(
                                         2 * thumbnail, 2 * thumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation))),
                                     {});
    item->setData(pathRole, picture.path);
    item->setData(seedRole, picture.seed);
    item->setToolTip(tr("%1\nseed %2 · %3 s").arg(QDir::toNativeSeparators(picture.path)).arg(picture.seed).arg(picture.seconds, 0, 'f', 1));
    m_results->addItem(item);
    m_results->setCurrentItem(item);
    m_results->show();
    m_saveCopy->setEnabled(true);
    m_copy->setEnabled(true);
}

void MainWindow::onFinished(const QStringList &warnings) {
    m_panel->showIdle();
    m_cancel->setEnabled(false);
    m_panel->showProblem(warnings.join(QLatin1Char('\n')));
    if (m_view->hasPicture())
        m_state->setText(tr("Saved as %1").arg(QDir::toNativeSeparators(m_view->path())));
}

void MainWindow::onFailed(const Error &error) {
    m_panel->showIdle();
    m_cancel->setEnabled(false);
    m_view->endPreview();
    if (!m_view->hasPicture())
        m_stage->setCurrentIndex(0);
    if (error.code == ErrorCode::Cancelled) {
        m_state->setText(tr("Cancelled; finished pictures are kept"));
        return;
    }
    m_state->setText(tr("Nothing was made"));
    m_panel->showProblem(service::errorLine(error));
}

void MainWindow::chooseResult(const QListWidgetItem *item) {
    if (!item || item->data(pathRole).toString() == m_view->path())
        return;
    const QString path = item->data(pathRole).toString();
    const QImage picture(path);
    if (picture.isNull()) {
        m_state->setText(tr("%1 is no longer there").arg(QDir::toNativeSeparators(path)));
        return;
    }
    m_view->showPicture(picture, path);
    m_state->setText(tr("%1 · seed %2").arg(QDir::toNativeSeparators(path)).arg(item->data(seedRole).toLongLong()));
}

void MainWindow::saveCopy() {
    const QString target = QFileDialog::getSaveFileName(this, tr("Save a copy"), QFileInfo(m_view->path()).fileName(), tr("PNG pictures (*.png)"));
    if (target.isEmpty())
        return;
    // The file itself is copied, so that recipe and provenance stay in it.
    if (QFile::exists(target))
        QFile::remove(target);
    if (!QFile::copy(m_view->path(), target))
        m_panel->showProblem(tr("%1 could not be written; choose another folder.").arg(QDir::toNativeSeparators(target)));
    else
        m_state->setText(tr("Copied to %1").arg(QDir::toNativeSeparators(target)));
}

void MainWindow::copyPicture() { QApplication::clipboard()->setImage(m_view->picture()); }

void MainWindow::openFolder() {
    QDir().mkpath(m_folder);
    QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder));
}

void MainWindow::about() {
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Sfumato"));
    box->setTextFormat(Qt::PlainText);
    box->setText(tr("Sfumato %1\nAn open-source image studio for Stable Diffusion.").arg(QStringLiteral(SFUMATO_VERSION)));
    box->setInformativeText(tr("GPL-3.0-or-later. Built with Qt, LibTorch, OpenCV and Exiv2.\n"
                               "Every picture says in its metadata that a model made it."));
    box->open();
}

void MainWindow::closeEvent(QCloseEvent *event) {
    m_panel->remember();
    QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
    event->accept();
}

} // namespace sfumato::ui
