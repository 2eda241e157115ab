// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/brush_stroke.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QMap>

#include "app/document/undo_history.h"

namespace sfumato::document {
namespace {

StrokePoint between(const StrokePoint &a, const StrokePoint &b, double t) {
    return {a.position + (b.position - a.position) * t, a.pressure + (b.pressure - a.pressure) * t};
}

double distance(QPointF a, QPointF b) {
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

/// 255 - (255 - a)(255 - b) / 255: what two coverings leave free, together.
uchar joined(int a, int b) {
    const int free = (255 - a) * (255 - b);
    return static_cast<uchar>(255 - (free + 127) / 255);
}

uchar scaled(int value, int by) {
    return static_cast<uchar>((value * by + 127) / 255);
}

void paintMask(uchar *to, const uchar *original, const uchar *coverage, int count, BrushMode mode) {
    for (int i = 0; i < count; ++i)
        to[i] = mode == BrushMode::Paint ? joined(original[i], coverage[i]) : scaled(original[i], 255 - coverage[i]);
}

void eraseColour(uchar *to, const uchar *original, const uchar *coverage, int count) {
    for (int i = 0; i < count; ++i) {
        const uchar alpha = scaled(original[4 * i + 3], 255 - coverage[i]);
        std::copy_n(original + 4 * i, 3, to + 4 * i);
        to[4 * i + 3] = alpha;
        if (alpha == 0)
            std::fill_n(to + 4 * i, 3, uchar(0)); // what cannot be seen has no colour
    }
}

void paintColour(uchar *to, const uchar *original, const uchar *coverage, int count, const QColor &colour) {
    std::copy_n(original, 4 * count, to);
    blendColour(to, coverage, count, colour);
}

} // namespace

BrushStroke::BrushStroke(Document &document, LayerId raster, const Brush &brush)
    : m_document(document), m_raster(raster), m_brush(brush) {
    Q_ASSERT(raster == theMask || document.layer(raster));
    m_brush.size = std::clamp(brush.size, 1.0, 4096.0);
    m_brush.hardness = std::clamp(brush.hardness, 0.0, 1.0);
    m_brush.opacity = std::clamp(brush.opacity, 0.0, 1.0);
    m_brush.spacing = std::clamp(brush.spacing, 0.02, 1.0);
    if (raster != theMask)
        m_offset = document.layer(raster)->offset;
    m_limits = document.state().bounds().translated(-m_offset);
    document.strokeBegins(this);
}

BrushStroke::~BrushStroke() {
    if (m_open)
        abandon();
}

const TileImage &BrushStroke::raster() const {
    return m_raster == theMask ? m_document.state().mask : m_document.layer(m_raster)->pixels;
}

QRect BrushStroke::begin(const StrokePoint &point) {
    m_newest = {point.position - m_offset, point.pressure};
    m_reached = m_newest;
    dabAt(m_reached);
    return show();
}

QRect BrushStroke::extend(const StrokePoint &point) {
    const StrokePoint before = m_newest;
    m_newest = {point.position - m_offset, point.pressure};
    curveTo(before, between(before, m_newest, 0.5));
    return show();
}

QRect BrushStroke::end() {
    if (!m_open)
        return {};
    if (m_reached.position != m_newest.position)
        curveTo(between(m_reached, m_newest, 0.5), m_newest);
    const QRect area = show();
    Step step{m_raster == theMask
                  ? (m_brush.mode == BrushMode::Paint ? UndoHistory::tr("Paint mask") : UndoHistory::tr("Erase mask"))
                  : (m_brush.mode == BrushMode::Paint ? UndoHistory::tr("Brush stroke") : UndoHistory::tr("Erase")),
              {},
              {}};
    TilesEdit edit{m_raster, {}};
    for (auto it = m_originals.cbegin(); it != m_originals.cend(); ++it)
        if (raster().tile(it.key()) != it.value())
            edit.tiles.emplace_back(it.key(), it.value());
    close();
    if (!edit.tiles.empty()) {
        step.edits.emplace_back(std::move(edit));
        m_document.history().adopt(std::move(step));
    }
    return area;
}

QRect BrushStroke::abandon() {
    if (!m_open)
        return {};
    TilesEdit edit{m_raster, {}};
    for (auto it = m_originals.cbegin(); it != m_originals.cend(); ++it)
        edit.tiles.emplace_back(it.key(), it.value());
    const QRect area = m_coverage.bounds().translated(m_offset);
    close();
    m_document.exchangeTiles(edit, {area});
    return area;
}

void BrushStroke::close() {
    m_open = false;
    m_document.strokeEnds();
}

/// A quadratic Bezier curve in pieces of about two pixels, on which the dabs stand at equal distances.
void BrushStroke::curveTo(const StrokePoint &control, const StrokePoint &target) {
    const StrokePoint from = m_reached;
    const double length = distance(from.position, control.position) + distance(control.position, target.position);
    const int pieces = std::clamp(static_cast<int>(length / 2) + 1, 1, 4096);
    for (int i = 1; i <= pieces; ++i) {
        const double t = double(i) / pieces;
        const StrokePoint next = between(between(from, control, t), between(control, target, t), t);
        const double piece = distance(m_reached.position, next.position);
        double walked = 0;
        while (walked + m_untilDab <= piece && piece > 0) {
            walked += m_untilDab;
            dabAt(between(m_reached, next, walked / piece));
        }
        m_untilDab -= piece - walked;
        m_reached = next;
    }
}

void BrushStroke::dabAt(const StrokePoint &point) {
    const double pressure = std::clamp(point.pressure, 0.0, 1.0);
    const double size = std::max(1.0, m_brush.size * (m_brush.pressureSize ? pressure : 1.0));
    const double strength = m_brush.opacity * (m_brush.pressureOpacity ? pressure : 1.0);
    m_untilDab = std::max(0.5, size * m_brush.spacing);
    const Dab dab(point.position, size / 2, m_brush.hardness, strength);
    const QRect area = dab.area() & m_limits;
    forEachTile(area, [&](QPoint place, QRect part) {
        const QPoint corner = part.topLeft() - place * tileSide;
        uchar *coverage = m_coverage.writable(place) + corner.y() * tileSide + corner.x();
        if (const QRect raised = dab.raise(coverage, tileSide, part); !raised.isNull())
            m_fresh[place] |= raised;
    });
}

/// Brings the document up to date and tells it, a rectangle for each row of tiles: a large brush covers little anew.
QRect BrushStroke::show() {
    TilesEdit edit{m_raster, {}};
    QMap<int, QRect> rows;
    for (auto it = m_fresh.cbegin(); it != m_fresh.cend(); ++it) {
        const QPoint place = it.key();
        const Tile current = raster().tile(place);
        if (!m_originals.contains(place))
            m_originals.insert(place, current);
        edit.tiles.emplace_back(place, painted(place, m_originals.value(place), current, it.value()));
        rows[place.y()] |= it.value().translated(m_offset);
    }
    m_fresh.clear();
    QRect all;
    for (const QRect &row : std::as_const(rows))
        all |= row;
    if (!rows.isEmpty())
        m_document.exchangeTiles(edit, rows.values());
    return all;
}

/// `current` with the pixels of `part` painted anew from the original and the stroke's coverage.
Tile BrushStroke::painted(QPoint place, const Tile &original, Tile current, QRect part) const {
    const int channels = raster().channels();
    // Either may be without tile: one that was never painted, one that this stroke has erased altogether.
    const Tile blank = original.isEmpty() || current.isEmpty() ? Tile(raster().tileBytes(), '\0') : Tile();
    if (current.isEmpty())
        current = blank;
    auto *to = reinterpret_cast<uchar *>(current.data());
    const auto *from = reinterpret_cast<const uchar *>(original.isEmpty() ? blank.constData() : original.constData());
    const Tile covered = m_coverage.tile(place);
    const auto *coverage = reinterpret_cast<const uchar *>(covered.constData());
    const QPoint corner = part.topLeft() - place * tileSide;
    for (int row = 0; row < part.height(); ++row) {
        const int pixel = (corner.y() + row) * tileSide + corner.x(), at = pixel * channels;
        if (channels == 1)
            paintMask(to + at, from + at, coverage + pixel, part.width(), m_brush.mode);
        else if (m_brush.mode == BrushMode::Erase)
            eraseColour(to + at, from + at, coverage + pixel, part.width());
        else
            paintColour(to + at, from + at, coverage + pixel, part.width(), m_brush.colour);
    }
    return isBlank(current) ? Tile() : current;
}

} // namespace sfumato::document
