// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_overlay.h"

#include <algorithm>
#include <cmath>

#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

const QList<qreal> dashes{4, 3};

/// A line of one point whose dashes alternate with dark.
void strokeDashed(QPainter &painter, const QPolygonF &line, const QColor &colour, qreal width) {
    QPen pen(QColor(0, 0, 0, 150), width);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.drawPolyline(line);
    pen.setColor(colour);
    pen.setDashPattern(dashes);
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    painter.drawPolyline(line);
}

QPolygonF closed(const ViewTransform &transform, const QRect &canvas) {
    QPolygonF line = transform.canvasToView().map(QPolygonF(QRectF(canvas)));
    // Onto the middle of device pixels, where a hairline is one pixel wide and not two grey ones.
    const qreal r = transform.ratio();
    for (QPointF &p : line)
        p = QPointF((std::round(p.x() * r) + 0.5) / r, (std::round(p.y() * r) + 0.5) / r);
    return line;
}

} // namespace

void paintOutline(QPainter &painter, const ViewTransform &transform, const std::vector<QPolygonF> &lines, const QColor &colour) {
    const QTransform toView = transform.canvasToView();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const QPolygonF &line : lines)
        strokeDashed(painter, toView.map(line), colour, 1);
}

void paintFrame(QPainter &painter, const ViewTransform &transform, const QRect &frame, const QRect &processed, const QString &label) {
    const QColor colour = darkPalette().frame;
    painter.setBrush(Qt::NoBrush);
    painter.setRenderHint(QPainter::Antialiasing, transform.rotation() != 0);
    strokeDashed(painter, closed(transform, frame), colour, 1);
    if (!processed.isEmpty() && processed != frame) {
        QColor faint = colour;
        faint.setAlphaF(0.55f);
        strokeDashed(painter, closed(transform, processed), faint, 1);
    }
    if (label.isEmpty())
        return;
    const QRectF box = transform.toView(QRectF(frame));
    paintLabel(painter, box.topLeft() - QPointF(0, 6), label, painter.viewport());
}

void paintDrop(QPainter &painter, QPointF middle, const QColor &colour) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(colour);
    painter.setPen(QPen(QColor(0, 0, 0, 160), 1));
    painter.drawEllipse(middle, dropReach - 2, dropReach - 2);
    painter.setPen(QPen(QColor(255, 255, 255, 230), 1.5));
    painter.drawEllipse(middle, dropReach - 3, dropReach - 3);
}

void paintLabel(QPainter &painter, QPointF corner, const QString &text, const QRectF &view) {
    constexpr qreal padding = 8, radius = 6;
    const QFontMetricsF metrics(painter.font());
    const QSizeF size(metrics.horizontalAdvance(text) + 2 * padding, metrics.height() + padding);
    QRectF plate(QPointF(corner.x(), corner.y() - size.height()), size);
    plate.moveLeft(std::clamp(plate.left(), view.left() + 2, std::max(view.left() + 2, view.right() - size.width() - 2)));
    plate.moveTop(std::clamp(plate.top(), view.top() + 2, std::max(view.top() + 2, view.bottom() - size.height() - 2)));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(28, 24, 30, 210));
    painter.drawRoundedRect(plate, radius, radius);
    painter.setPen(darkPalette().text);
    painter.drawText(plate, Qt::AlignCenter, text);
}

} // namespace sfumato::ui
