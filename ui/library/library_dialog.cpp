// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/library_dialog.h"

#include <algorithm>

#include <QButtonGroup>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/service/paths.h"
#include "ui/library/library_delegate.h"
#include "ui/library/model_details.h"
#include "ui/library/model_words.h"
#include "ui/theme/icon.h"
#include "ui/widgets/flat_button.h"

namespace sfumato::ui {
namespace {

using modelio::ModelKind;

constexpr QSize firstSize{1060, 660};
constexpr int foldersWidth = 210;
const QString gridKey = QStringLiteral("library/grid");
/// Kinds that can be filtered by, in their order.
constexpr ModelKind filters[] = {ModelKind::Model, ModelKind::Lora, ModelKind::Embedding, ModelKind::Vae, ModelKind::ControlNet, ModelKind::Upscaler, ModelKind::Other};

} // namespace

LibraryDialog::LibraryDialog(service::ModelLibrary &library, service::Thumbnails &thumbnails, QWidget *parent)
    : QDialog(parent), m_library(library), m_model(library, thumbnails), m_details(new ModelDetails(library, thumbnails)) {
    setWindowTitle(tr("Model library"));
    resize(firstSize);
    auto *header = buildHeader();
    auto *middle = new QSplitter;
    middle->setHandleWidth(1);
    middle->setChildrenCollapsible(false);
    middle->addWidget(buildFolders());
    middle->addWidget(buildList());
    middle->addWidget(m_details);
    middle->setStretchFactor(1, 1);
    middle->setSizes({foldersWidth, firstSize.width() - foldersWidth - 310, 310});
    m_state = new QLabel;
    m_state->setTextFormat(Qt::PlainText);
    m_state->setProperty("role", "caption");
    m_progress = new QProgressBar;
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(160);
    m_progress->setAccessibleName(tr("Models looked at"));
    auto *close = new QPushButton(tr("&Close"));
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto *footer = new QHBoxLayout;
    footer->setContentsMargins(14, 8, 14, 10);
    footer->setSpacing(10);
    footer->addWidget(m_state);
    footer->addWidget(m_progress);
    footer->addStretch(1);
    footer->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(header);
    column->addWidget(middle, 1);
    column->addLayout(footer);

    connect(m_details, &ModelDetails::useRequested, this, &LibraryDialog::useRequested);
    connect(m_details, &ModelDetails::wordRequested, this, &LibraryDialog::wordRequested);
    connect(m_details, &ModelDetails::inspectRequested, this, &LibraryDialog::inspectRequested);
    connect(m_details, &ModelDetails::convertRequested, this, &LibraryDialog::convertRequested);
    connect(&library, &service::ModelLibrary::changed, this, &LibraryDialog::showKinds);
    connect(&library, &service::ModelLibrary::scanned, this, &LibraryDialog::showState);
    connect(&library, &service::ModelLibrary::progressed, this, [this](int done, int total) {
        m_progress->setRange(0, std::max(total, 1));
        m_progress->setValue(done);
        showState();
    });
    m_searchDelay.setSingleShot(true);
    m_searchDelay.setInterval(120);
    connect(&m_searchDelay, &QTimer::timeout, this, [this] { m_model.setSearch(m_search->text()); });
    connect(&m_model, &QAbstractItemModel::modelReset, this, &LibraryDialog::keepChosen);
    setGrid(QSettings().value(gridKey, false).toBool());
    showFolders();
    showKinds();
    keepChosen();
    m_search->setFocus();
}

QLayout *LibraryDialog::buildHeader() {
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search names, folders and trigger words"));
    m_search->setAccessibleName(tr("Search the library"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(m_search, &QLineEdit::textChanged, &m_searchDelay, qOverload<>(&QTimer::start));
    m_kinds = new QComboBox;
    m_kinds->setAccessibleName(tr("Kind of file"));
    m_kinds->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_kinds, &QComboBox::activated, this, [this](int index) {
        m_model.setKind(index == 0 ? std::nullopt : std::optional(filters[index - 1]));
    });
    auto *asList = flatButton(QStringLiteral("list"), tr("Show as a list"));
    auto *asGrid = flatButton(QStringLiteral("grid"), tr("Show as pictures"));
    auto *looks = new QButtonGroup(this);
    const bool grid = QSettings().value(gridKey, false).toBool();
    for (auto *button : {asList, asGrid}) {
        button->setCheckable(true);
        looks->addButton(button);
        button->setFocusPolicy(Qt::StrongFocus);
    }
    (grid ? asGrid : asList)->setChecked(true);
    connect(asGrid, &QToolButton::toggled, this, &LibraryDialog::setGrid);
    m_rescan = flatButton(QStringLiteral("retry"), tr("Look at the folders again"));
    m_rescan->setFocusPolicy(Qt::StrongFocus);
    connect(m_rescan, &QToolButton::clicked, this, [this] {
        m_library.rescan();
        showState();
    });
    auto *row = new QHBoxLayout;
    row->setContentsMargins(14, 12, 14, 10);
    row->setSpacing(8);
    row->addWidget(m_search, 1);
    row->addWidget(m_kinds);
    row->addWidget(asList);
    row->addWidget(asGrid);
    row->addWidget(m_rescan);
    return row;
}

QWidget *LibraryDialog::buildFolders() {
    m_folders = new QListWidget;
    m_folders->setAccessibleName(tr("Folders and files of the library"));
    m_folders->setTextElideMode(Qt::ElideLeft);
    m_folders->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *title = new QLabel(tr("Folders"));
    title->setProperty("role", "heading");
    auto *hint = new QLabel(tr("Those of A1111 and ComfyUI are known; models are used where they lie."));
    hint->setProperty("role", "caption");
    hint->setWordWrap(true);
    auto *add = new QPushButton(tr("&Add a folder …"));
    m_remove = new QPushButton(tr("&Remove"));
    m_remove->setToolTip(tr("Takes the folder off the list; its files stay"));
    for (auto *button : {add, m_remove})
        button->setAutoDefault(false);
    connect(add, &QPushButton::clicked, this, &LibraryDialog::addFolder);
    connect(m_remove, &QPushButton::clicked, this, &LibraryDialog::removeFolder);
    connect(m_folders, &QListWidget::currentRowChanged, this, [this] {
        const auto *item = m_folders->currentItem();
        m_remove->setEnabled(item && m_library.places().contains(item->data(Qt::UserRole).toString()));
    });
    auto *box = new QWidget;
    box->setObjectName(QStringLiteral("panel"));
    box->setAttribute(Qt::WA_StyledBackground);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(6);
    column->addWidget(title);
    column->addWidget(m_folders, 1);
    column->addWidget(hint);
    column->addWidget(add);
    column->addWidget(m_remove);
    return box;
}

QWidget *LibraryDialog::buildList() {
    m_list = new QListView;
    m_list->setAccessibleName(tr("Models"));
    m_list->setModel(&m_model);
    m_delegate = new LibraryDelegate(m_list);
    m_list->setItemDelegate(m_delegate);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setMouseTracking(true);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        if (!index.isValid())
            return;
        m_chosen = index.data(LibraryModel::PathRole).toString();
        m_details->show(chosen());
    });
    const auto use = [this] {
        if (const auto entry = chosen(); entry && entry->usable() && isOfUse(*entry))
            Q_EMIT useRequested(entry->path);
    };
    connect(m_list, &QListView::activated, this, use);
    m_empty = new QLabel;
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setProperty("role", "caption");
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setContentsMargins(40, 0, 40, 40);
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_list);
    m_pages->addWidget(m_empty);
    return m_pages;
}

void LibraryDialog::setGrid(bool on) {
    m_delegate->setLook(on ? LibraryLook::Grid : LibraryLook::List);
    m_list->setViewMode(on ? QListView::IconMode : QListView::ListMode);
    m_list->setMovement(QListView::Static);
    m_list->setSpacing(on ? 4 : 0);
    QSettings().setValue(gridKey, on);
    m_list->scrollTo(m_list->currentIndex());
}

std::shared_ptr<const service::ModelEntry> LibraryDialog::chosen() const { return m_library.find(m_chosen); }

void LibraryDialog::choose(const QString &path) {
    m_search->clear();
    m_model.setSearch({});
    m_kinds->setCurrentIndex(0);
    m_model.setKind(std::nullopt);
    m_chosen = path;
    keepChosen();
}

void LibraryDialog::showKind(ModelKind kind) {
    const auto filter = std::ranges::find(filters, kind);
    m_kinds->setCurrentIndex(static_cast<int>(filter - std::begin(filters)) + 1);
    m_model.setKind(kind);
}

void LibraryDialog::keepChosen() {
    const int row = m_model.rowOf(m_chosen);
    if (row >= 0) {
        m_list->setCurrentIndex(m_model.index(row));
        m_list->scrollTo(m_model.index(row));
    }
    m_details->show(row >= 0 ? chosen() : nullptr);
    showState();
}

void LibraryDialog::showKinds() {
    const int chosen = std::max(m_kinds->currentIndex(), 0);
    m_kinds->clear();
    const QLocale locale;
    m_kinds->addItem(tr("All kinds (%1)").arg(locale.toString(m_model.count(std::nullopt))));
    for (const ModelKind kind : filters)
        m_kinds->addItem(tr("%1 (%2)", "kind (how many)").arg(kindPlural(kind), locale.toString(m_model.count(kind))));
    m_kinds->setCurrentIndex(chosen);
}

void LibraryDialog::showState() {
    const bool scanning = m_library.scanning();
    m_progress->setVisible(scanning);
    m_rescan->setEnabled(!scanning);
    const int all = static_cast<int>(m_library.entries().size());
    m_state->setText(scanning ? tr("looking at the folders …") : tr("%n file(s)", nullptr, all));
    m_empty->setText(all > 0     ? tr("Nothing fits the search.")
                     : scanning  ? tr("The folders are being looked at …")
                                 : tr("No models yet.\n\nAdd the folder of an A1111 or ComfyUI installation, or any folder with model files. Nothing is moved or copied."));
    m_pages->setCurrentIndex(m_model.rowCount() > 0 ? 0 : 1);
}

void LibraryDialog::showFolders() {
    m_folders->clear();
    const auto add = [this](const QString &place, const QString &name) {
        auto *item = new QListWidgetItem(name, m_folders);
        item->setData(Qt::UserRole, place);
        item->setToolTip(QDir::toNativeSeparators(place).toHtmlEscaped());
    };
    for (const auto &folder : service::modelFolders())
        add(QString::fromStdString(folder.string()), tr("Sfumato's own"));
    for (const QString &place : m_library.places())
        add(place, QDir::toNativeSeparators(place));
    m_remove->setEnabled(false);
}

void LibraryDialog::addFolder() {
    auto *dialog = new QFileDialog(this, tr("Choose a folder with models"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) {
        if (const auto added = m_library.add(folder); !added)
            Q_EMIT problemOccurred(added.error());
        showFolders();
        showState();
    });
    dialog->open();
}

void LibraryDialog::removeFolder() {
    if (const auto removed = m_library.remove(m_folders->currentItem()->data(Qt::UserRole).toString()); !removed)
        Q_EMIT problemOccurred(removed.error());
    showFolders();
    showState();
}

} // namespace sfumato::ui
