// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QPainterPath>

#include "ui/canvas/tools/select_tool.h"

namespace sfumato::ui {
namespace {

/// The rectangle from the first point to the newest on whole pixels.
QRectF spanned(const QPolygonF &points) {
    const QRectF box = QRectF(points.first(), points.last()).normalized();
    return QRectF(QPointF(std::round(box.left()), std::round(box.top())), QPointF(std::round(box.right()), std::round(box.bottom())));
}

/// Takes the newest point as the corner opposite the first; with Shift that of a square.
void extendBox(QPolygonF &points, const PointerInput &pointer) {
    const QPointF start = points.first();
    QPointF by = pointer.canvas - start;
    if (pointer.modifiers & Qt::ShiftModifier) {
        const double side = std::max(std::abs(by.x()), std::abs(by.y()));
        by = {std::copysign(side, by.x()), std::copysign(side, by.y())};
    }
    points = {start, start + by};
}

void extendPath(QPolygonF &points, const PointerInput &pointer) { points << pointer.canvas; }

QPolygonF boxLine(const QPolygonF &points) { return spanned(points); }
QPolygonF pathLine(const QPolygonF &points) { return QPolygonF(points) << points.first(); }
QPolygonF ellipseLine(const QPolygonF &points) {
    QPainterPath path;
    path.addEllipse(spanned(points));
    return path.toFillPolygon();
}

document::Selection selectBox(const QPolygonF &points, QRect limits) { return document::selectRectangle(spanned(points), limits); }
document::Selection selectRound(const QPolygonF &points, QRect limits) { return document::selectEllipse(spanned(points), limits); }

} // namespace

const SelectShape rectangleShape{QT_TRANSLATE_NOOP("sfumato::ui::SelectTool", "rectangle"), extendBox, boxLine, selectBox};
const SelectShape ellipseShape{QT_TRANSLATE_NOOP("sfumato::ui::SelectTool", "ellipse"), extendBox, ellipseLine, selectRound};
const SelectShape lassoShape{QT_TRANSLATE_NOOP("sfumato::ui::SelectTool", "lasso"), extendPath, pathLine, document::selectPolygon};

} // namespace sfumato::ui
