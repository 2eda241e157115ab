// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/eyedropper_tool.h"

#include <cmath>

#include "app/document/brush.h"
#include "app/document/document.h"
#include "ui/canvas/canvas_overlay.h"

namespace sfumato::ui {

void EyedropperTool::press(const PointerInput &pointer) {
    m_before = host().brush().colour;
    pick(pointer);
}

void EyedropperTool::drag(const PointerInput &pointer) {
    if (m_pointer)
        pick(pointer);
}

void EyedropperTool::release(const PointerInput &) { m_pointer.reset(); }

void EyedropperTool::abandon() {
    if (m_pointer)
        setColour(m_before);
    m_pointer.reset();
}

void EyedropperTool::pick(const PointerInput &pointer) {
    m_pointer = pointer.view;
    const QPoint pixel(static_cast<int>(std::floor(pointer.canvas.x())), static_cast<int>(std::floor(pointer.canvas.y())));
    const QColor seen = host().document().flattened({pixel, QSize(1, 1)}).pixelColor(0, 0);
    if (seen.alpha() > 0) // what is transparent has no colour
        setColour(QColor(seen.red(), seen.green(), seen.blue()));
    host().updateOverlay();
}

void EyedropperTool::setColour(const QColor &colour) {
    document::Brush brush = host().brush();
    brush.colour = colour;
    host().setBrush(brush);
}

void EyedropperTool::paint(QPainter &painter) const {
    if (m_pointer)
        paintDrop(painter, *m_pointer + QPointF(2, -2) * dropReach, host().brush().colour);
}

} // namespace sfumato::ui
