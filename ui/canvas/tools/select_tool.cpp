// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/select_tool.h"

#include <algorithm>
#include <cmath>
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
    extend(m_points, pointer);
    host().updateOverlay();
}

void SelectTool::release(const PointerInput &pointer) {
    const QPolygonF points = std::exchange(m_points, {});
    host().updateOverlay();
    if (points.size() < 2)
        return; // a click draws nothing
    document::Document &document = host().document();
    document::combine(document, select(points, document.state().bounds()), combineFor(pointer.modifiers));
}

void SelectTool::abandon() {
    m_points.clear();
    host().updateOverlay();
}

void SelectTool::paint(QPainter &painter) const {
    if (m_points.size() > 1)
        paintOutline(painter, host().transform(), {line(m_points)}, Qt::white);
}

QRectF spanned(const QPolygonF &points) {
    const QRectF box = QRectF(points.first(), points.last()).normalized();
    return QRectF(QPointF(std::round(box.left()), std::round(box.top())), QPointF(std::round(box.right()), std::round(box.bottom())));
}

void extendBox(QPolygonF &points, const PointerInput &pointer) {
    const QPointF start = points.first();
    QPointF by = pointer.canvas - start;
    if (pointer.modifiers & Qt::ShiftModifier) {
        const double side = std::max(std::abs(by.x()), std::abs(by.y()));
        by = {std::copysign(side, by.x()), std::copysign(side, by.y())};
    }
    points = {start, start + by};
}

} // namespace sfumato::ui
