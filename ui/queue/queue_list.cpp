// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_list.h"

#include <QDropEvent>
#include <QStyledItemDelegate>

namespace sfumato::ui {
namespace {

/// A row's widget fills its row; the style would take the row's padding off it.
class RowDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void updateEditorGeometry(QWidget *widget, const QStyleOptionViewItem &option, const QModelIndex &) const override { widget->setGeometry(option.rect); }
};

} // namespace

QueueList::QueueList(QWidget *parent) : QListWidget(parent) {
    setItemDelegate(new RowDelegate(this));
    setDragDropMode(QAbstractItemView::InternalMove);
    setDefaultDropAction(Qt::MoveAction);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
}

void QueueList::dropEvent(QDropEvent *event) {
    const QModelIndex target = indexAt(event->position().toPoint());
    const int from = currentRow();
    int to = target.isValid() ? target.row() + (dropIndicatorPosition() == BelowItem ? 1 : 0) : count();
    if (to > from)
        --to;
    // Nothing is moved here: the rows follow the queue. The base class must not remove what it believes was moved away.
    event->setDropAction(Qt::IgnoreAction);
    event->accept();
    if (from >= 0 && to != from)
        Q_EMIT moveRequested(from, to);
}

} // namespace sfumato::ui
