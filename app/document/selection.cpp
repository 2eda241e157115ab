// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/selection.h"

#include <QPainter>
#include <QPainterPath>

#include "app/document/pixels.h"

namespace sfumato::document {
namespace {

Selection fill(const QPainterPath &path, QRect limits) {
    const QRect area = path.boundingRect().toAlignedRect() & limits;
    if (area.isEmpty())
        return {};
    QImage coverage(area.size(), QImage::Format_Grayscale8);
    coverage.fill(0);
    QPainter painter(&coverage);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(-area.topLeft());
    painter.fillPath(path, Qt::white);
    painter.end();
    return {area.topLeft(), coverage};
}

/// The alpha of an RGBA picture, or what it lacks to 255.
QImage alphaOf(const QImage &picture, bool inverted) {
    QImage alpha(picture.size(), QImage::Format_Grayscale8);
    for (int y = 0; y < picture.height(); ++y) {
        const uchar *from = picture.constScanLine(y) + 3;
        uchar *to = alpha.scanLine(y);
        for (int x = 0; x < picture.width(); ++x, from += 4)
            to[x] = inverted ? static_cast<uchar>(255 - *from) : *from;
    }
    return alpha;
}

} // namespace

Selection selectPolygon(const QPolygonF &outline, QRect limits) {
    QPainterPath path;
    path.setFillRule(Qt::WindingFill);
    path.addPolygon(outline);
    path.closeSubpath();
    return fill(path, limits);
}

Selection selectRectangle(const QRectF &rectangle, QRect limits) {
    QPainterPath path;
    path.addRect(rectangle.normalized());
    return fill(path, limits);
}

Selection selectEllipse(const QRectF &around, QRect limits) {
    QPainterPath path;
    path.addEllipse(around.normalized());
    return fill(path, limits);
}

Selection selectSimilar(const DocumentState &state, QPoint pixel, int tolerance, image::WandReach reach) {
    const QRect area = state.bounds();
    if (!area.contains(pixel))
        return {};
    const QPoint at = pixel - area.topLeft();
    return {area.topLeft(), toQImage(image::wand(toPixels(flatten(state, area)), at.x(), at.y(), tolerance, reach))};
}

Selection selectLayer(const Layer &layer) {
    const QRect area = layer.pixels.bounds();
    return {area.topLeft() + layer.offset, alphaOf(layer.pixels.toImage(area), false)};
}

Selection selectTransparency(const DocumentState &state, QRect area) {
    return {area.topLeft(), alphaOf(flatten(state, area), true)};
}

} // namespace sfumato::document
