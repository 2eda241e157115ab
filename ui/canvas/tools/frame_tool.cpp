// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/frame_tool.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/document/document.h"
#include "app/document/undo_history.h"
#include "core/base/limits.h"
#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

constexpr int step = 8;           ///< the networks work on cells of 8 pixels
constexpr double handleReach = 9; ///< view points
constexpr double snapReach = 8;   ///< view points
constexpr double handleSide = 8;  ///< view points

struct Sides {
    bool left, top, right, bottom;
};

Sides sidesOf(FramePart part) {
    using enum FramePart;
    return {part == TopLeft || part == Left || part == BottomLeft, part == TopLeft || part == Top || part == TopRight,
            part == TopRight || part == Right || part == BottomRight,
            part == BottomLeft || part == Bottom || part == BottomRight};
}

int toStep(double length) {
    return std::clamp(static_cast<int>(std::lround(length / step)) * step, limits::min_side, limits::max_side);
}

/// Where an edge wants to go: to the page's edge if that is near and leaves a multiple of 8, else to the multiple.
int snapped(double edge, int fixed, int sign, std::array<int, 2> pageEdges, double snap) {
    for (const int at : pageEdges) {
        const int length = sign * (at - fixed);
        if (std::abs(edge - at) <= snap && length >= limits::min_side && length % step == 0)
            return at;
    }
    return fixed + sign * toStep(sign * (edge - fixed));
}

/// How far a moved span is from standing on an edge of the page, where that is within `snap`; else 0.
double pull(double first, double last, double pageFirst, double pageLast, double snap) {
    if (std::abs(first - pageFirst) <= snap)
        return pageFirst - first;
    if (std::abs(last - pageLast) <= snap)
        return pageLast - last;
    return 0;
}

std::array<QPointF, 8> handles(const QRectF &f) {
    return {f.topLeft(),     QPointF(f.center().x(), f.top()),    f.topRight(),   QPointF(f.right(), f.center().y()),
            f.bottomRight(), QPointF(f.center().x(), f.bottom()), f.bottomLeft(), QPointF(f.left(), f.center().y())};
}

} // namespace

FramePart framePartAt(const QRect &frame, QPointF canvas, double reach) {
    const auto places = handles(frame);
    for (size_t n = 0; n < places.size(); ++n)
        if (std::abs(places[n].x() - canvas.x()) <= reach && std::abs(places[n].y() - canvas.y()) <= reach)
            return static_cast<FramePart>(n);
    return QRectF(frame).contains(canvas) ? FramePart::Inside : FramePart::Outside;
}

QRect dragFrame(const QRect &frame, FramePart part, QPointF by, const QRect &page, double snap) {
    const int left = frame.left(), top = frame.top(), right = left + frame.width(), bottom = top + frame.height();
    const int pageRight = page.left() + page.width(), pageBottom = page.top() + page.height();
    if (part == FramePart::Inside) {
        const double x = left + by.x(), y = top + by.y();
        const double dx = pull(x, x + frame.width(), page.left(), pageRight, snap);
        const double dy = pull(y, y + frame.height(), page.top(), pageBottom, snap);
        return {QPoint(static_cast<int>(std::lround(x + dx)), static_cast<int>(std::lround(y + dy))), frame.size()};
    }
    const Sides sides = sidesOf(part);
    const int x0 = sides.left ? snapped(left + by.x(), right, -1, {page.left(), pageRight}, snap) : left;
    const int y0 = sides.top ? snapped(top + by.y(), bottom, -1, {page.top(), pageBottom}, snap) : top;
    const int x1 = sides.right ? snapped(right + by.x(), left, 1, {page.left(), pageRight}, snap) : right;
    const int y1 = sides.bottom ? snapped(bottom + by.y(), top, 1, {page.top(), pageBottom}, snap) : bottom;
    return {x0, y0, x1 - x0, y1 - y0};
}

QRect FrameTool::shown() const { return m_draft.value_or(host().document().frame()); }

void FrameTool::press(const PointerInput &pointer) {
    const ViewTransform &t = host().transform();
    m_part = framePartAt(shown(), pointer.canvas, handleReach * t.ratio() / t.zoom());
    m_pressed = pointer.canvas;
    m_start = shown();
}

void FrameTool::drag(const PointerInput &pointer) {
    const ViewTransform &t = host().transform();
    const double perPoint = t.ratio() / t.zoom();
    const QRect page({}, host().document().size());
    if (m_part == FramePart::Outside) { // a new frame begins at the point pressed
        if (std::hypot(pointer.canvas.x() - m_pressed.x(), pointer.canvas.y() - m_pressed.y()) < handleReach * perPoint)
            return;
        const QPoint corner(static_cast<int>(std::lround(m_pressed.x())), static_cast<int>(std::lround(m_pressed.y())));
        const bool leftwards = pointer.canvas.x() < m_pressed.x(), upwards = pointer.canvas.y() < m_pressed.y();
        m_part = upwards ? (leftwards ? FramePart::TopLeft : FramePart::TopRight)
                         : (leftwards ? FramePart::BottomLeft : FramePart::BottomRight);
        m_start = QRect(corner, QSize(0, 0));
    }
    m_draft = dragFrame(m_start, m_part, pointer.canvas - m_pressed, page, snapReach * perPoint);
    host().showDraftFrame(m_draft);
}

void FrameTool::release(const PointerInput &pointer) {
    if (m_draft) {
        const QRect decided = *m_draft;
        m_draft.reset();
        host().document().history().endMerging(); // each drag is a step of its own
        host().document().setFrame(decided);
        host().document().history().endMerging();
    }
    host().showDraftFrame({});
    hover(pointer);
}

void FrameTool::abandon() {
    m_draft.reset();
    host().showDraftFrame({});
}

void FrameTool::hover(const PointerInput &pointer) {
    const ViewTransform &t = host().transform();
    m_part = framePartAt(shown(), pointer.canvas, handleReach * t.ratio() / t.zoom());
}

bool FrameTool::key(const QKeyEvent &event) {
    const int dx = event.key() == Qt::Key_Left ? -step : event.key() == Qt::Key_Right ? step : 0;
    const int dy = event.key() == Qt::Key_Up ? -step : event.key() == Qt::Key_Down ? step : 0;
    if ((dx == 0 && dy == 0) || (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)))
        return false;
    const QRect frame = host().document().frame(), page({}, host().document().size());
    const FramePart part = event.modifiers() & Qt::ShiftModifier ? FramePart::BottomRight : FramePart::Inside;
    host().document().setFrame(dragFrame(frame, part, QPointF(dx, dy), page, 0));
    return true;
}

QCursor FrameTool::cursor() const {
    // Handles are named as the unturned frame has them; a turned view turns their arrows too, in steps of 45 degrees.
    static constexpr std::array arrows{Qt::SizeFDiagCursor, Qt::SizeVerCursor, Qt::SizeBDiagCursor, Qt::SizeHorCursor};
    if (m_part == FramePart::Inside)
        return Qt::SizeAllCursor;
    if (m_part == FramePart::Outside)
        return Qt::CrossCursor;
    const int turns = static_cast<int>(std::lround(host().transform().rotation() / 45.0));
    return arrows[static_cast<size_t>((static_cast<int>(m_part) + turns) % 4)];
}

void FrameTool::paint(QPainter &painter) const {
    const Palette &colours = darkPalette(); // bright on any picture
    painter.setPen(QPen(Qt::black, 1));
    painter.setBrush(colours.frame);
    for (const QPointF &place : handles(shown())) {
        const QPointF at = host().transform().toView(place);
        painter.drawRect(QRectF(at.x() - handleSide / 2, at.y() - handleSide / 2, handleSide, handleSide));
    }
}

QString FrameTool::options() const {
    const QRect frame = shown();
    const QRect page({}, host().document().size());
    QString text = tr("frame %1 × %2 px").arg(frame.width()).arg(frame.height());
    if (!page.contains(frame))
        text += tr(" · paints beyond the picture");
    return text;
}

} // namespace sfumato::ui
