// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_panel.h"

#include <QAction>
#include <QActionGroup>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include "app/service/command_line.h"
#include "app/service/metadata_strip.h"
#include "core/base/file_io.h"
#include "ui/history/history_delegate.h"
#include "ui/history/picture_titles.h"
#include "ui/theme/icon.h"

namespace sfumato::ui {

using service::HistoryEntry;

HistoryPanel::HistoryPanel(service::HistoryStore &history, service::Thumbnails &thumbnails, QWidget *parent)
    : QWidget(parent), m_history(history), m_model(history, thumbnails) {
    setObjectName(QStringLiteral("dock"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 4, 8, 8);
    column->setSpacing(6);
    buildHeader();
    buildList();
    buildActions();
    m_searchDelay.setSingleShot(true);
    m_searchDelay.setInterval(120);
    connect(&m_searchDelay, &QTimer::timeout, this, &HistoryPanel::applyFilter);
    m_clock.setInterval(30'000);
    connect(&m_clock, &QTimer::timeout, m_list->viewport(), qOverload<>(&QWidget::update));
    m_clock.start();
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_model, signal, this, &HistoryPanel::updateState);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &HistoryPanel::updateState);
    connect(&m_history, &service::HistoryStore::settledChanged, this, &HistoryPanel::updateState);
    updateState();
}

void HistoryPanel::buildHeader() {
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search prompts"));
    m_search->setAccessibleName(tr("Search the history"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(m_search, &QLineEdit::textChanged, &m_searchDelay, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        applyFilter();
        m_list->setFocus();
    });

    auto *menu = new QMenu(this);
    m_starredOnly = menu->addAction(tr("&Starred only"));
    m_withRejected = menu->addAction(tr("Show &rejected"));
    menu->addSeparator();
    auto *modes = new QActionGroup(menu);
    const auto addMode = [&](const QString &text, const QVariant &mode) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(!mode.isValid());
        action->setData(mode);
        modes->addAction(action);
    };
    addMode(tr("&All kinds"), {});
    for (const auto mode : {service::PictureMode::Generate, service::PictureMode::Transform, service::PictureMode::Inpaint,
                            service::PictureMode::Remove, service::PictureMode::Restyle, service::PictureMode::Upscale})
        addMode(modeTitle(mode), static_cast<int>(mode));
    for (QAction *action : {m_starredOnly, m_withRejected})
        action->setCheckable(true);
    connect(menu, &QMenu::triggered, this, &HistoryPanel::applyFilter);

    m_filterButton = new QToolButton;
    m_filterButton->setIcon(icon(QStringLiteral("eye")));
    m_filterButton->setToolTip(tr("What is shown"));
    m_filterButton->setAccessibleName(tr("Filter the history"));
    m_filterButton->setPopupMode(QToolButton::InstantPopup);
    m_filterButton->setMenu(menu);
    m_filterButton->setCheckable(true);

    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_search, 1);
    row->addWidget(m_filterButton);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
}

void HistoryPanel::buildList() {
    m_list = new QListView;
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new HistoryDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setDragEnabled(true);
    m_list->setDragDropMode(QAbstractItemView::DragOnly);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("History"));
    connect(m_list, &QWidget::customContextMenuRequested, this, &HistoryPanel::showMenu);
    connect(m_list, &QListView::doubleClicked, this, [this](const QModelIndex &index) { Q_EMIT openRequested(m_model.entryAt(index.row())); });

    m_empty = new QLabel;
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setProperty("role", QStringLiteral("caption"));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_empty->setContentsMargins(12, 16, 12, 8);
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_list);
    m_pages->addWidget(m_empty);

    m_undoBar = new QWidget;
    auto *bar = new QHBoxLayout(m_undoBar);
    bar->setContentsMargins(4, 0, 0, 0);
    auto *said = new QLabel(tr("Picture deleted"));
    said->setTextFormat(Qt::PlainText);
    auto *undo = new QPushButton(tr("Undo"));
    undo->setProperty("role", QStringLiteral("flat"));
    undo->setAccessibleName(tr("Bring the deleted picture back"));
    connect(undo, &QPushButton::clicked, this, &HistoryPanel::undoRemove);
    bar->addWidget(said, 1);
    bar->addWidget(undo);
    m_undoBar->hide();

    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(m_pages, 1);
    column->addWidget(m_undoBar);
}

QAction *HistoryPanel::addListAction(const QString &text, const QKeySequence &shortcut, void (HistoryPanel::*act)(const HistoryEntry &)) {
    QAction *action = m_menu->addAction(text);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetShortcut); // these letters mean something else elsewhere
    m_list->addAction(action);
    connect(action, &QAction::triggered, this, [this, act] {
        if (const auto entry = current())
            (this->*act)(*entry);
    });
    return action;
}

void HistoryPanel::buildActions() {
    m_menu = new QMenu(this);
    addListAction(tr("&Open"), Qt::Key_Return, &HistoryPanel::openRequested)->setObjectName(QStringLiteral("open"));
    addListAction(tr("&Restore recipe"), Qt::Key_R, &HistoryPanel::recipeRequested)->setObjectName(QStringLiteral("recipe"));
    addListAction(tr("&More like this"), Qt::Key_M, &HistoryPanel::moreLikeThisRequested)->setObjectName(QStringLiteral("more"));
    m_parent = addListAction(tr("&Go to what it was edited from"), Qt::Key_P, &HistoryPanel::showParent);
    m_parent->setObjectName(QStringLiteral("parent"));
    m_menu->addSeparator();
    m_star = addListAction(tr("&Star"), Qt::Key_S, &HistoryPanel::toggleStar);
    m_reject = addListAction(tr("Re&ject"), Qt::Key_X, &HistoryPanel::toggleReject);
    m_star->setCheckable(true);
    m_reject->setCheckable(true);
    m_menu->addSeparator();
    addListAction(tr("Copy &prompt"), QKeySequence::Copy, &HistoryPanel::copyPrompt)->setObjectName(QStringLiteral("copyPrompt"));
    addListAction(tr("Copy as &command line"), {}, &HistoryPanel::copyCommandLine)->setObjectName(QStringLiteral("copyCommandLine"));
    addListAction(tr("Show in &folder"), {}, &HistoryPanel::revealFile);
    addListAction(tr("&Export without metadata …"), {}, &HistoryPanel::exportWithoutMetadata);
    m_menu->addSeparator();
    addListAction(tr("&Delete"), QKeySequence::Delete, &HistoryPanel::remove)->setObjectName(QStringLiteral("delete"));
    auto *undo = new QAction(tr("Undo"), this);
    undo->setShortcut(QKeySequence::Undo);
    undo->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(undo);
    connect(undo, &QAction::triggered, this, &HistoryPanel::undoRemove);
    connect(m_menu, &QMenu::aboutToShow, this, &HistoryPanel::updateActions);
}

void HistoryPanel::updateActions() {
    const auto entry = current();
    for (QAction *action : m_menu->actions())
        action->setEnabled(entry.has_value());
    m_parent->setEnabled(entry && !entry->parent.isEmpty());
    m_star->setChecked(entry && entry->starred);
    m_reject->setChecked(entry && entry->rejected);
}

std::optional<HistoryEntry> HistoryPanel::current() const {
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? std::optional(m_model.entryAt(index.row())) : std::nullopt;
}

void HistoryPanel::select(qint64 id) {
    if (const int row = m_model.rowOf(id); row >= 0)
        m_list->setCurrentIndex(m_model.index(row));
}

void HistoryPanel::reveal(const HistoryEntry &entry) {
    if (m_model.rowOf(entry.id) < 0)
        clearFilter(entry.rejected);
    while (m_model.rowOf(entry.id) < 0 && m_model.canFetchMore({}))
        m_model.fetchMore({});
    select(entry.id);
}

void HistoryPanel::showParent(const HistoryEntry &entry) {
    if (const auto parent = m_history.findByName(entry.parent))
        reveal(*parent);
    else if (!entry.parent.isEmpty())
        Q_EMIT noteOccurred(tr("The picture it was edited from, %1, is not in the history any more.").arg(entry.parent));
}

void HistoryPanel::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void HistoryPanel::applyFilter() {
    m_searchDelay.stop();
    service::HistoryFilter filter;
    filter.text = m_search->text();
    filter.starredOnly = m_starredOnly->isChecked();
    filter.withRejected = m_withRejected->isChecked();
    for (const QAction *action : m_filterButton->menu()->actions())
        if (action->isChecked() && action->data().isValid())
            filter.mode = static_cast<service::PictureMode>(action->data().toInt());
    service::HistoryFilter plain;
    plain.text = filter.text;
    m_filterButton->setChecked(!(filter == plain));
    m_model.setFilter(filter);
}

void HistoryPanel::clearFilter(bool withRejected) {
    m_search->clear();
    m_starredOnly->setChecked(false);
    m_withRejected->setChecked(withRejected);
    for (QAction *action : m_filterButton->menu()->actions())
        if (action->actionGroup() && !action->data().isValid())
            action->setChecked(true);
    applyFilter();
}

void HistoryPanel::updateState() {
    const bool empty = m_model.rowCount() == 0;
    m_pages->setCurrentIndex(empty ? 1 : 0);
    if (!empty)
        return;
    const bool filtered = !(m_model.filter() == service::HistoryFilter{});
    m_empty->setText(!m_history.settled() ? tr("Looking for pictures …")
                     : filtered           ? tr("No picture fits the search and the filter.")
                                          : tr("Every finished picture will be kept here, with its prompt and settings.\n\n"
                                               "Generate one, or drop a picture here or on the canvas to go on from it."));
}

void HistoryPanel::showMenu(const QPoint &position) {
    if (!m_list->indexAt(position).isValid() && !current())
        return;
    m_menu->popup(m_list->viewport()->mapToGlobal(position));
}

void HistoryPanel::toggleStar(const HistoryEntry &entry) {
    report(m_history.setStarred(entry.id, !entry.starred));
}

void HistoryPanel::toggleReject(const HistoryEntry &entry) {
    report(m_history.setRejected(entry.id, !entry.rejected));
}

void HistoryPanel::copyPrompt(const HistoryEntry &entry) {
    QGuiApplication::clipboard()->setText(entry.prompt);
}

void HistoryPanel::copyCommandLine(const HistoryEntry &entry) {
    const auto request = service::requestOf(entry);
    if (!request) {
        Q_EMIT problemOccurred(request.error());
        return;
    }
    const service::CommandLine line = service::commandLineOf(*request);
    QGuiApplication::clipboard()->setText(QString::fromStdString(line.text));
    QStringList leftOut;
    for (const std::string &key : line.leftOut)
        leftOut << QString::fromStdString(key);
    Q_EMIT noteOccurred(leftOut.isEmpty() ? tr("Copied as a command line.") : tr("Copied as a command line, which cannot say: %1.").arg(leftOut.join(QStringLiteral(", "))));
}

void HistoryPanel::revealFile(const HistoryEntry &entry) {
    QDesktopServices::openUrl(QUrl::fromLocalFile(entry.folder));
}

void HistoryPanel::exportWithoutMetadata(const HistoryEntry &entry) {
    auto *dialog = new QFileDialog(this, tr("Export without metadata"), {}, tr("PNG pictures (*.png)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("png"));
    dialog->selectFile(QFileInfo(entry.name).completeBaseName() + tr("-plain", "added to a file name") + QStringLiteral(".png"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, entry](const QString &target) {
        const auto exported = [&]() -> Result<void> {
            SFUMATO_TRY(const std::string bytes, read_file(entry.path().toStdString(), limits::max_image_file_bytes));
            SFUMATO_TRY(const std::string plain, service::withoutMetadata(bytes, entry.name.toStdString()));
            return write_file(target.toStdString(), plain);
        }();
        report(exported);
    });
    dialog->open();
}

void HistoryPanel::remove(const HistoryEntry &entry) {
    const int row = m_list->currentIndex().row();
    const Result<void> removed = m_history.remove(entry.id);
    report(removed);
    if (!removed)
        return;
    m_removed = entry.id;
    m_undoBar->show();
    m_list->setCurrentIndex(m_model.index(std::min(row, m_model.rowCount() - 1)));
}

void HistoryPanel::undoRemove() {
    if (!m_removed)
        return;
    const qint64 id = *std::exchange(m_removed, std::nullopt);
    m_undoBar->hide();
    report(m_history.restore(id));
    select(id);
    m_list->setFocus();
}

void HistoryPanel::report(const Result<void> &done) {
    if (!done)
        Q_EMIT problemOccurred(done.error());
}

} // namespace sfumato::ui
