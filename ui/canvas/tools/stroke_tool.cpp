// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/stroke_tool.h"

#include <algorithm>
#include <cmath>

#include "ui/canvas/canvas_overlay.h"

namespace sfumato::ui {
namespace {

constexpr double smallestSize = 1, largestSize = 4096; ///< canvas pixels, as document::Brush

} // namespace

StrokeTool::StrokeTool(ToolHost &host, document::BrushMode mode) : Tool(host), m_mode(mode) {}

void StrokeTool::press(const PointerInput &pointer) {
    point(pointer.view);
    if (pointer.modifiers & Qt::ShiftModifier) {
        m_resizing = Resizing{pointer.view, host().brush().size};
        return;
    }
    const auto raster = host().beginPainting(m_mode == document::BrushMode::Paint);
    if (!raster)
        return;
    document::Brush brush = host().brush();
    brush.mode = m_mode;
    m_stroke = std::make_unique<document::BrushStroke>(host().document(), *raster, brush);
    m_stroke->begin({pointer.canvas, pointer.pressure});
}

void StrokeTool::drag(const PointerInput &pointer) {
    if (m_resizing) {
        const ViewTransform &t = host().transform();
        document::Brush brush = host().brush();
        // The edge of the brush follows the pointer: a point to the right is a point more of radius.
        brush.size = std::clamp(m_resizing->size + 2 * (pointer.view.x() - m_resizing->start.x()) * t.ratio() / t.zoom(),
                                smallestSize, largestSize);
        brush.size = std::round(brush.size);
        host().updateOverlay(outlineBox());
        host().setBrush(brush);
        host().updateOverlay(outlineBox());
        return;
    }
    point(pointer.view);
    // The document ends a stroke by itself when something else happens to it, an undo for instance.
    if (m_stroke && m_stroke->isOpen())
        m_stroke->extend({pointer.canvas, pointer.pressure});
}

void StrokeTool::release(const PointerInput &pointer) {
    if (m_resizing) {
        m_resizing.reset();
        point(pointer.view);
        return;
    }
    if (m_stroke && m_stroke->isOpen())
        m_stroke->end();
    m_stroke.reset();
}

void StrokeTool::abandon() {
    if (m_resizing) {
        document::Brush brush = host().brush();
        brush.size = m_resizing->size;
        host().setBrush(brush);
        m_resizing.reset();
    }
    m_stroke.reset(); // one that is open is abandoned
}

void StrokeTool::hover(const PointerInput &pointer) { point(pointer.view); }

void StrokeTool::leave() {
    host().updateOverlay(outlineBox());
    m_pointer.reset();
}

void StrokeTool::point(QPointF view) {
    host().updateOverlay(outlineBox());
    m_pointer = view;
    host().updateOverlay(outlineBox());
}

QRectF StrokeTool::outlineBox() const {
    if (!m_pointer)
        return {};
    const ViewTransform &t = host().transform();
    const double radius = std::max(host().brush().size / 2 * t.zoom() / t.ratio(), 3.0) + dropReach;
    const QPointF middle = m_resizing ? m_resizing->start : *m_pointer;
    return {middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius};
}

void StrokeTool::paint(QPainter &painter) const {
    if (!m_pointer)
        return;
    const ViewTransform &t = host().transform();
    const QPointF middle = m_resizing ? m_resizing->start : *m_pointer;
    const double radius = std::max(host().brush().size / 2 * t.zoom() / t.ratio(), 1.5);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 160), 2.4));
    painter.drawEllipse(middle, radius, radius);
    painter.setPen(QPen(QColor(255, 255, 255, 230), 1));
    painter.drawEllipse(middle, radius, radius);
    if (m_mode == document::BrushMode::Erase && radius > 6) {
        painter.drawLine(middle - QPointF(3, 0), middle + QPointF(3, 0));
    }
    if (m_mode == document::BrushMode::Paint && host().paintOn() == PaintOn::Layer)
        paintDrop(painter, middle + QPointF(radius, radius) * 0.7, host().brush().colour);
}

} // namespace sfumato::ui
