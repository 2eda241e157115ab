// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_renderer.h"

#include <cmath>
#include <cstring>

#include <QPainter>

namespace sfumato::ui {
namespace {

constexpr int bandHeight = 96;        ///< device pixels
constexpr double checkSide = 8;       ///< view points
constexpr double shadowReach = 12;    ///< view points
constexpr int shadowSteps = 7;
constexpr double hatchDistance = 7;   ///< view points
constexpr double hatchThickness = 2.5; ///< view points

/// A piece of the hatch that repeats without a seam: diagonal lines, opaque where the tint stays.
QImage hatchTile(qreal ratio) {
    const int side = std::max(2, static_cast<int>(std::lround(hatchDistance * ratio)));
    const int thick = std::max(1, static_cast<int>(std::lround(hatchThickness * ratio)));
    QImage tile(side, side, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            tile.setPixel(x, y, (x + y) % side < thick ? 0xffffffff : 0x38383838);
    return tile;
}

bool isQuarterTurn(double degrees) { return std::fmod(degrees, 90.0) == 0.0; }

/// Above 200 % pixels are shown as squares; between whole enlargements they are blended, or some would be wider than others.
bool smoothly(const ViewTransform &t) {
    if (!isQuarterTurn(t.rotation()))
        return t.zoom() < 4;
    return t.zoom() < 2 && t.zoom() != 1;
}

} // namespace

CanvasRenderer::CanvasRenderer(Sources sources)
    : m_pictures{ScaledTiles(std::move(sources.picture[0])), ScaledTiles(std::move(sources.picture[1])),
                 ScaledTiles(std::move(sources.picture[2]))},
      m_mask(std::move(sources.mask)) {}

void CanvasRenderer::setPage(const QRect &page) {
    m_page = page;
    everythingChanged();
}

void CanvasRenderer::setView(const ViewTransform &transform, QSize device) {
    const QTransform before = m_transform.canvasToDevice(), after = transform.canvasToDevice();
    const bool panned = m_view.size() == device && m_transform.ratio() == transform.ratio() && before.m11() == after.m11() &&
                        before.m12() == after.m12();
    m_transform = transform;
    if (panned) {
        scroll(QPoint(static_cast<int>(after.dx() - before.dx()), static_cast<int>(after.dy() - before.dy())));
        return;
    }
    if (m_view.size() != device)
        m_view = QImage(device, QImage::Format_RGB32);
    m_stale = m_view.rect();
}

void CanvasRenderer::setShown(Shown shown) {
    if (shown == m_shown)
        return;
    m_shown = shown;
    m_stale = m_view.rect();
}

void CanvasRenderer::setMaskStyle(const MaskStyle &style) {
    if (style == m_maskStyle)
        return;
    m_maskStyle = style;
    m_stale = m_view.rect();
}

void CanvasRenderer::setSurround(const Surround &surround) {
    if (surround == m_surround)
        return;
    m_surround = surround;
    m_stale = m_view.rect();
}

void CanvasRenderer::setPreview(const QImage &preview, const QRect &area) {
    changed(m_previewArea);
    m_preview = preview;
    m_previewArea = preview.isNull() ? QRect() : area;
    changed(m_previewArea);
}

void CanvasRenderer::pictureChanged(const QRect &canvas) {
    for (ScaledTiles &tiles : m_pictures)
        tiles.invalidate(canvas);
    changed(canvas);
}

void CanvasRenderer::maskChanged(const QRect &canvas) {
    m_mask.invalidate(canvas);
    changed(canvas);
}

void CanvasRenderer::everythingChanged() {
    for (ScaledTiles &tiles : m_pictures)
        tiles.clear();
    m_mask.clear();
    m_stale = m_view.rect();
}

void CanvasRenderer::changed(const QRect &canvas) {
    if (canvas.isEmpty())
        return;
    // Smooth drawing looks one pixel further, of the level drawn from.
    const int reach = 1 << ScaledTiles::levelFor(m_transform.zoom());
    m_stale += m_transform.toDevice(QRectF(canvas).adjusted(-reach, -reach, reach, reach)).intersected(m_view.rect());
}

void CanvasRenderer::scroll(QPoint by) {
    if (by.isNull())
        return;
    const QRect kept = m_view.rect().intersected(m_view.rect().translated(by));
    const QRect from = kept.translated(-by);
    const auto bytes = static_cast<size_t>(kept.width()) * sizeof(QRgb);
    for (int n = 0; n < kept.height(); ++n) {
        const int y = by.y() > 0 ? kept.height() - 1 - n : n; // never over a row that is still to be moved
        std::memmove(m_view.scanLine(kept.y() + y) + static_cast<size_t>(kept.x()) * sizeof(QRgb),
                     m_view.constScanLine(from.y() + y) + static_cast<size_t>(from.x()) * sizeof(QRgb), bytes);
    }
    m_stale = m_stale.translated(by).intersected(m_view.rect()) + QRegion(m_view.rect()).subtracted(kept);
}

const QImage &CanvasRenderer::render(const QRegion &device, const QDeadlineTimer &deadline) {
    const QRegion wanted = m_stale.intersected(device);
    // Band by band: what is scaled for one fits into the processor's cache, and what is ready need not be drawn again.
    for (const QRect &part : wanted)
        for (int y = part.top(); y <= part.bottom(); y += bandHeight) {
            const QRect band = QRect(part.left(), y, part.width(), bandHeight) & part;
            if (draw(band, deadline))
                m_stale -= band;
        }
    return m_view;
}

bool CanvasRenderer::draw(const QRect &device, const QDeadlineTimer &deadline) {
    QPainter painter(&m_view);
    painter.setClipRect(device);
    painter.fillRect(device, m_surround.colour);
    drawShadow(painter, device);
    drawCheckerboard(painter);
    const Shown shown = m_shown == Shown::Before && !m_preview.isNull() ? Shown::After : m_shown;
    const Part picture = part(m_pictures[static_cast<size_t>(shown)], device, deadline);
    drawPart(painter, picture, {});
    if (!m_preview.isNull() && m_shown == Shown::After) {
        painter.setTransform(m_transform.canvasToDevice());
        painter.setRenderHint(QPainter::SmoothPixmapTransform, m_preview.size() != m_previewArea.size() || smoothly(m_transform));
        painter.drawImage(QRectF(m_previewArea), m_preview);
        painter.resetTransform();
    }
    if (!m_maskStyle.visible || m_shown == Shown::Before)
        return picture.complete;
    const Part mask = part(m_mask, device, deadline);
    if (!mask.image.isNull())
        painter.drawImage(device.topLeft(), tinted(mask, device));
    return picture.complete && mask.complete;
}

/// The page lifted a little off its surround.
void CanvasRenderer::drawShadow(QPainter &painter, const QRect &device) const {
    const QPolygonF page = m_transform.canvasToDevice().map(QPolygonF(QRectF(m_page)));
    const double reach = shadowReach * m_transform.ratio();
    if (!page.boundingRect().adjusted(-reach, -reach, reach, 2 * reach).intersects(device))
        return;
    if (isQuarterTurn(m_transform.rotation()) && page.boundingRect().contains(device))
        return; // all of it is covered
    painter.setBrush(Qt::NoBrush);
    for (int n = 1; n <= shadowSteps; ++n) {
        QPen pen(QColor(0, 0, 0, 7), 2 * reach * n / shadowSteps);
        pen.setJoinStyle(Qt::RoundJoin);
        painter.setPen(pen);
        painter.drawPolygon(page.translated(0, reach / 3));
    }
}

void CanvasRenderer::drawCheckerboard(QPainter &painter) const {
    const int side = std::max(1, static_cast<int>(std::lround(checkSide * m_transform.ratio())));
    QImage squares(2 * side, 2 * side, QImage::Format_RGB32);
    squares.fill(m_surround.light);
    QPainter square(&squares);
    square.fillRect(side, 0, side, side, m_surround.dark);
    square.fillRect(0, side, side, side, m_surround.dark);
    square.end();
    const QPolygonF page = m_transform.canvasToDevice().map(QPolygonF(QRectF(m_page)));
    QBrush brush(squares);
    brush.setTransform(QTransform::fromTranslate(page.first().x(), page.first().y()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(brush);
    painter.drawPolygon(page);
}

CanvasRenderer::Part CanvasRenderer::part(ScaledTiles &tiles, const QRect &device, const QDeadlineTimer &deadline) const {
    Part part;
    part.level = ScaledTiles::levelFor(m_transform.zoom());
    const QRect area = ScaledTiles::toLevel(m_transform.shownBy(device), part.level).adjusted(-1, -1, 1, 1);
    part.corner = area.topLeft();
    part.image = tiles.assemble(part.level, area, deadline, part.complete);
    return part;
}

/// origin: the device pixel at the painter's (0, 0).
void CanvasRenderer::drawPart(QPainter &painter, const Part &part, QPoint origin) const {
    if (part.image.isNull())
        return;
    const double reduction = 1 << part.level;
    painter.setTransform(QTransform::fromScale(reduction, reduction) * m_transform.canvasToDevice() *
                         QTransform::fromTranslate(-origin.x(), -origin.y()));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smoothly(m_transform));
    painter.drawImage(part.corner, part.image);
    painter.resetTransform();
}

QImage CanvasRenderer::tinted(const Part &mask, const QRect &device) const {
    QImage tint(device.size(), QImage::Format_ARGB32_Premultiplied);
    tint.fill(0);
    QPainter painter(&tint);
    drawPart(painter, mask, device.topLeft());
    QColor colour = m_maskStyle.colour;
    colour.setAlphaF(static_cast<float>(m_maskStyle.opacity));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(tint.rect(), colour);
    if (m_maskStyle.hatch) {
        QBrush lines(hatchTile(m_transform.ratio()));
        const QPointF corner = m_transform.canvasToDevice().map(QPointF()) - device.topLeft();
        lines.setTransform(QTransform::fromTranslate(corner.x(), corner.y()));
        painter.setCompositionMode(QPainter::CompositionMode_DestinationIn);
        painter.fillRect(tint.rect(), lines);
    }
    return tint;
}

} // namespace sfumato::ui
