// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/candidates/candidate_strip.h"

#include <algorithm>

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/candidates/candidate_delegate.h"
#include "ui/theme/icon.h"
#include "ui/widgets/flat_button.h"

namespace sfumato::ui {
namespace {

constexpr size_t keptDiscards = 32; ///< that can be brought back here; all are in the history anyway

} // namespace

CandidateStrip::CandidateStrip(QWidget *parent) : QWidget(parent), m_model(new CandidatesModel(this)), m_list(new QListView(this)) {
    setObjectName(QStringLiteral("strip"));
    setAttribute(Qt::WA_StyledBackground);
    m_list->setAccessibleName(tr("Candidates"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CandidateDelegate(m_list));
    m_list->setFlow(QListView::LeftToRight);
    m_list->setWrapping(false);
    m_list->setMovement(QListView::Static);
    m_list->setDragEnabled(true); // out of the window; setMovement() has switched it off
    m_list->setDragDropMode(QAbstractItemView::DragOnly);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFixedHeight(CandidatesModel::thumbnailSide + 8 + m_list->horizontalScrollBar()->sizeHint().height());
    m_list->installEventFilter(this);

    auto *column = new QVBoxLayout;
    column->setSpacing(6);
    buildButtons(*column);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 8, 12, 8);
    row->setSpacing(12);
    row->addWidget(m_list, 1);
    row->addLayout(column);

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        updateButtons();
        Q_EMIT currentChanged(currentRow());
    });
    connect(m_list, &QListView::doubleClicked, this, &CandidateStrip::keep);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &CandidateStrip::updateButtons);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &CandidateStrip::updateButtons);
    connect(m_model, &QAbstractItemModel::modelReset, this, &CandidateStrip::updateButtons);
    updateButtons();
}

void CandidateStrip::buildButtons(QVBoxLayout &column) {
    m_keep = new QPushButton(icon(QStringLiteral("check")), tr("Keep as layer  Enter"), this);
    m_keep->setAccessibleName(tr("Keep as layer"));
    m_discard = new QPushButton(icon(QStringLiteral("close")), tr("Discard  Del"), this);
    m_discard->setAccessibleName(tr("Discard"));
    m_star = flatButton(QStringLiteral("star"), tr("Star (S)"));
    m_star->setCheckable(true);
    m_more = flatButton(QStringLiteral("dice"), tr("More like this"));
    m_rerun = flatButton(QStringLiteral("retry"), tr("Run this recipe again"));
    m_compare = flatButton(QStringLiteral("compare"), tr("Compare with the original"));
    m_undo = flatButton(QStringLiteral("undo"), tr("Bring the last discarded one back (Ctrl+Z)"));
    auto *tools = new QHBoxLayout;
    tools->setSpacing(0);
    for (QToolButton *each : {m_star, m_more, m_rerun, m_compare, m_undo})
        tools->addWidget(each);
    column.addStretch(1);
    column.addWidget(m_keep);
    column.addWidget(m_discard);
    column.addLayout(tools);
    column.addStretch(1);
    const auto withCurrent = [this](auto signal) {
        return [this, signal] {
            if (const Candidate *candidate = current())
                Q_EMIT(this->*signal)(candidate->id);
        };
    };
    connect(m_keep, &QPushButton::clicked, this, &CandidateStrip::keep);
    connect(m_discard, &QPushButton::clicked, this, &CandidateStrip::discard);
    connect(m_star, &QToolButton::clicked, this, &CandidateStrip::star);
    connect(m_more, &QToolButton::clicked, this, withCurrent(&CandidateStrip::moreLikeThisRequested));
    connect(m_rerun, &QToolButton::clicked, this, withCurrent(&CandidateStrip::rerunRequested));
    connect(m_compare, &QToolButton::clicked, this, withCurrent(&CandidateStrip::compareRequested));
    connect(m_undo, &QToolButton::clicked, this, &CandidateStrip::undoDiscard);
}

int CandidateStrip::currentRow() const { return m_list->currentIndex().row(); }

void CandidateStrip::setCurrentRow(int row) {
    const QModelIndex index = m_model->index(row);
    m_list->setCurrentIndex(index);
    if (index.isValid())
        m_list->scrollTo(index);
}

const Candidate *CandidateStrip::current() const {
    const int row = currentRow();
    return row >= 0 && m_model->at(row).state == CandidateState::Finished ? &m_model->at(row) : nullptr;
}

void CandidateStrip::step(int by) {
    if (m_model->rowCount() > 0)
        setCurrentRow(std::clamp(currentRow() + by, 0, m_model->rowCount() - 1));
}

void CandidateStrip::keep() {
    if (const Candidate *candidate = current())
        Q_EMIT keepRequested(candidate->id);
}

void CandidateStrip::discard() {
    if (!current())
        return;
    const int row = currentRow();
    m_discarded.push_back({row, m_model->take(row)});
    if (m_discarded.size() > keptDiscards)
        m_discarded.erase(m_discarded.begin());
    setCurrentRow(std::min(row, m_model->rowCount() - 1));
    updateButtons();
    Q_EMIT discarded(m_discarded.back().candidate.id);
}

void CandidateStrip::undoDiscard() {
    if (m_discarded.empty())
        return;
    const Discarded last = std::move(m_discarded.back());
    m_discarded.pop_back();
    m_model->putBack(last.row, last.candidate);
    setCurrentRow(std::min(last.row, m_model->rowCount() - 1));
    updateButtons();
    Q_EMIT restored(last.candidate.id);
}

void CandidateStrip::star() {
    if (const Candidate *candidate = current())
        Q_EMIT starRequested(candidate->id, !candidate->starred);
    updateButtons(); // the button shows what is, not what was asked for
}

void CandidateStrip::updateButtons() {
    const Candidate *candidate = current();
    for (QWidget *each : std::initializer_list<QWidget *>{m_keep, m_discard, m_star, m_more, m_rerun, m_compare})
        each->setEnabled(candidate);
    m_star->setChecked(candidate && candidate->starred);
    m_undo->setEnabled(canUndoDiscard());
}

bool CandidateStrip::eventFilter(QObject *watched, QEvent *event) {
    if (watched != m_list || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->matches(QKeySequence::Undo) && canUndoDiscard())
        undoDiscard();
    else if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
        keep();
    else if (key->key() == Qt::Key_Delete)
        discard();
    else if (key->key() == Qt::Key_S && key->modifiers() == Qt::NoModifier)
        star();
    else
        return QWidget::eventFilter(watched, event);
    return true;
}

bool CandidateStrip::event(QEvent *event) {
    if (event->type() == QEvent::Show || event->type() == QEvent::ScreenChangeInternal)
        m_model->setRatio(devicePixelRatioF());
    return QWidget::event(event);
}

} // namespace sfumato::ui
