// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/move_tool.h"

#include "app/document/layer_operations.h"
#include "app/document/undo_history.h"

namespace sfumato::ui {

bool MoveTool::hasLayer() const { return host().document().layer(host().target()) != nullptr; }

void MoveTool::press(const PointerInput &pointer) {
    if (!hasLayer()) {
        host().tell(tr("The base picture and the mask stay where they are. Choose a layer in the Layers panel to move it."));
        return;
    }
    host().document().history().endMerging(); // each drag is a step of its own
    m_pressed = pointer.canvas;
    m_start = host().document().layer(host().target())->offset;
    m_index = host().document().history().position();
    m_moving = true;
}

void MoveTool::drag(const PointerInput &pointer) {
    if (m_moving && hasLayer())
        document::setLayerOffset(host().document(), host().target(), m_start + (pointer.canvas - m_pressed).toPoint());
}

void MoveTool::release(const PointerInput &) {
    if (m_moving)
        host().document().history().endMerging();
    m_moving = false;
}

void MoveTool::abandon() {
    if (m_moving && host().document().history().position() > m_index)
        host().document().history().undo();
    m_moving = false;
}

bool MoveTool::key(const QKeyEvent &event) {
    const int by = event.modifiers() & Qt::ShiftModifier ? 10 : 1;
    const int dx = event.key() == Qt::Key_Left ? -by : event.key() == Qt::Key_Right ? by : 0;
    const int dy = event.key() == Qt::Key_Up ? -by : event.key() == Qt::Key_Down ? by : 0;
    if ((dx == 0 && dy == 0) || !hasLayer())
        return false; // the view pans instead
    const QPoint offset = host().document().layer(host().target())->offset;
    document::setLayerOffset(host().document(), host().target(), offset + QPoint(dx, dy));
    return true;
}

QCursor MoveTool::cursor() const { return hasLayer() ? Qt::SizeAllCursor : Qt::ArrowCursor; }

QString MoveTool::options() const {
    return hasLayer() ? tr("move layer · arrow keys by a pixel") : tr("move · choose a layer");
}

} // namespace sfumato::ui
