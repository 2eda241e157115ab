// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/select_tool.h"

#include <utility>

#include "ui/canvas/canvas_overlay.h"

namespace sfumato::ui {

document::MaskCombine combineFor(Qt::KeyboardModifiers modifiers) {
    const bool alt = modifiers & Qt::AltModifier, control = modifiers & Qt::ControlModifier;
    if (alt && control)
        return document::MaskCombine::Intersect;
    return alt ? document::MaskCombine::Subtract : control ? document::MaskCombine::Replace : document::MaskCombine::Add;
}

QString combineHint() {
    return QCoreApplication::translate("sfumato::ui::SelectTool", " · adds to the mask · Alt subtracts · Ctrl replaces");
}

void SelectTool::press(const PointerInput &pointer) { m_points = {pointer.canvas}; }

void SelectTool::drag(const PointerInput &pointer) {
    if (m_points.isEmpty())
        return;
    m_shape.extend(m_points, pointer);
    host().updateOverlay();
}

void SelectTool::release(const PointerInput &pointer) {
    const QPolygonF points = std::exchange(m_points, {});
    host().updateOverlay();
    if (points.size() < 2)
        return; // a click draws nothing
    host().change([select = m_shape.select, points, how = combineFor(pointer.modifiers)](document::Document &document) {
        document::combine(document, select(points, document.state().bounds()), how);
    });
}

void SelectTool::abandon() {
    m_points.clear();
    host().updateOverlay();
}

void SelectTool::paint(QPainter &painter) const {
    if (m_points.size() > 1)
        paintOutline(painter, host().transform(), {m_shape.line(m_points)}, Qt::white);
}

} // namespace sfumato::ui
