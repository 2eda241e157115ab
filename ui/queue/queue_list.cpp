// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_list.h"

#include <QDropEvent>

namespace sfumato::ui {

QueueList::QueueList(QWidget *parent) : QListWidget(parent) {
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
