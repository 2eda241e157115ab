// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/scaled_tiles.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace sfumato::ui {
namespace {

constexpr int lastLevel = 6;
constexpr qsizetype memoryBudget = 192 << 20;
constexpr int stripPixels = 256 * 512; ///< of the source, composed between two looks at the clock

QRect scaledUp(const QRect &area, int level) {
    return {area.left() * (1 << level), area.top() * (1 << level), area.width() << level, area.height() << level};
}

/// The mean of four premultiplied pixels, all channels at once in two words of two 16-bit lanes.
QRgb mean(QRgb a, QRgb b, QRgb c, QRgb d) {
    constexpr QRgb lanes = 0x00ff00ff, half = 0x00020002;
    const QRgb low = (a & lanes) + (b & lanes) + (c & lanes) + (d & lanes) + half;
    const QRgb high = ((a >> 8) & lanes) + ((b >> 8) & lanes) + ((c >> 8) & lanes) + ((d >> 8) & lanes) + half;
    return ((low >> 2) & lanes) | (((high >> 2) & lanes) << 8);
}

/// Half the size; both sides are even.
QImage halved(const QImage &image) {
    QImage small(image.size() / 2, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < small.height(); ++y) {
        const auto *first = reinterpret_cast<const QRgb *>(image.constScanLine(2 * y));
        const auto *second = reinterpret_cast<const QRgb *>(image.constScanLine(2 * y + 1));
        auto *out = reinterpret_cast<QRgb *>(small.scanLine(y));
        for (int x = 0; x < small.width(); ++x)
            out[x] = mean(first[2 * x], first[2 * x + 1], second[2 * x], second[2 * x + 1]);
    }
    return small;
}

QRect cellRect(int x, int y) {
    return {x * ScaledTiles::cellSide, y * ScaledTiles::cellSide, ScaledTiles::cellSide, ScaledTiles::cellSide};
}

int cellOf(int pixel) {
    static_assert(ScaledTiles::cellSide == 1 << 8);
    return pixel >> 8; // rounds down for negative ones too
}

/// `part` (null = transparent) into `whole` at `corner`.
void copyInto(QImage &whole, QPoint corner, const QImage &part, const QRect &of) {
    const auto bytes = static_cast<size_t>(of.width()) * sizeof(QRgb);
    for (int y = 0; y < of.height(); ++y) {
        uchar *to = whole.scanLine(corner.y() + y) + static_cast<size_t>(corner.x()) * sizeof(QRgb);
        if (part.isNull())
            std::memset(to, 0, bytes);
        else
            std::memcpy(to, part.constScanLine(of.y() + y) + static_cast<size_t>(of.x()) * sizeof(QRgb), bytes);
    }
}

/// `cell` of `target`, each pixel of `coarse` 2^up x 2^up times: it is seen for a moment, so it has to be quick.
/// corner, coarseCorner: where the pictures' top left pixels lie, each in its level.
void enlarge(QImage &target, const QRect &cell, QPoint corner, const QImage &coarse, QPoint coarseCorner, int up) {
    const auto bytes = static_cast<size_t>(cell.width()) * sizeof(QRgb);
    const QRgb *last = nullptr, *written = nullptr;
    for (int y = cell.top(); y <= cell.bottom(); ++y) {
        const auto *from = reinterpret_cast<const QRgb *>(coarse.constScanLine(((y + corner.y()) >> up) - coarseCorner.y()));
        auto *to = reinterpret_cast<QRgb *>(target.scanLine(y)) + cell.left();
        if (from == last) {
            std::memcpy(to, written, bytes);
        } else {
            for (int x = 0; x < cell.width(); ++x)
                to[x] = from[((x + cell.left() + corner.x()) >> up) - coarseCorner.x()];
        }
        last = from;
        written = to;
    }
}

QImage transparent(QSize size) {
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(0);
    return image;
}

} // namespace

void ScaledTiles::clear() {
    m_cells.clear();
    m_bytes = 0;
}

void ScaledTiles::invalidate(const QRect &area) {
    if (area.isEmpty())
        return;
    for (auto it = m_cells.begin(); it != m_cells.end(); ++it) {
        const QRect cell = cellRect(it.key().x, it.key().y);
        const QRect touched = toLevel(area, it.key().level).intersected(cell);
        if (!touched.isEmpty())
            it->dirty |= touched.translated(-cell.topLeft());
    }
}

int ScaledTiles::levelFor(double zoom) {
    constexpr double dust = 1e-9;
    return zoom >= 1 ? 0 : std::min(lastLevel, static_cast<int>(std::floor(-std::log2(zoom) + dust)));
}

QRect ScaledTiles::toLevel(const QRect &area, int level) {
    return {QPoint(area.left() >> level, area.top() >> level), QPoint(area.right() >> level, area.bottom() >> level)};
}

QImage ScaledTiles::reduced(int level, const QRect &area) const {
    QImage image = m_source(scaledUp(area, level));
    for (int n = 0; n < level && !image.isNull(); ++n)
        image = halved(image);
    return image;
}

/// Brings a cell up to date strip by strip. Returns whether it is.
bool ScaledTiles::refresh(const Key &key, Cell &cell, const QDeadlineTimer &deadline) {
    const QRect rect = cellRect(key.x, key.y);
    while (!cell.dirty.isEmpty()) {
        if (deadline.hasExpired())
            return false;
        const int sourceRow = cell.dirty.width() << (2 * key.level); // source pixels in one row of the cell
        const QRect strip(cell.dirty.topLeft(), QSize(cell.dirty.width(), std::clamp(stripPixels / sourceRow, 1, cell.dirty.height())));
        const QImage part = reduced(key.level, strip.translated(rect.topLeft()));
        if (!part.isNull() && cell.image.isNull()) {
            cell.image = transparent(rect.size());
            m_bytes += cell.image.sizeInBytes();
        }
        if (!cell.image.isNull())
            copyInto(cell.image, strip.topLeft(), part, QRect({}, strip.size()));
        cell.dirty.setTop(strip.bottom() + 1);
    }
    cell.dirty = {};
    cell.shown = true;
    return true;
}

QImage ScaledTiles::assemble(int level, const QRect &area, const QDeadlineTimer &deadline, bool &complete) {
    complete = true;
    bool anything = false;
    const quint64 now = ++m_clock;
    const auto each = [&](const auto &visit) {
        for (int y = cellOf(area.top()); y <= cellOf(area.bottom()); ++y)
            for (int x = cellOf(area.left()); x <= cellOf(area.right()); ++x)
                visit(Key{level, x, y}, cellRect(x, y));
    };
    each([&](const Key &key, const QRect &rect) {
        auto it = m_cells.find(key);
        if (it == m_cells.end())
            it = m_cells.insert(key, Cell{{}, QRect({}, rect.size()), false, now});
        it->used = now;
        complete = refresh(key, *it, deadline) && complete;
        anything = anything || !it->image.isNull() || !it->shown;
    });
    if (!anything)
        return {};
    QImage whole(area.size(), QImage::Format_ARGB32_Premultiplied);
    each([&](const Key &key, const QRect &rect) {
        const Cell &cell = *m_cells.constFind(key);
        const QRect wanted = rect.intersected(area);
        copyInto(whole, wanted.topLeft() - area.topLeft(), cell.image, wanted.translated(-rect.topLeft()));
        if (!cell.shown)
            drawCoarser(whole, area, key);
    });
    if (m_bytes > memoryBudget)
        dropUnused(now);
    return whole;
}

/// The place of a cell that was never ready, from the finest coarser level that has it.
void ScaledTiles::drawCoarser(QImage &target, const QRect &area, const Key &missing) const {
    for (int level = missing.level + 1; level <= lastLevel; ++level) {
        const int up = level - missing.level;
        const Key key{level, missing.x >> up, missing.y >> up};
        const auto it = m_cells.constFind(key);
        if (it == m_cells.constEnd() || !it->shown)
            continue;
        if (it->image.isNull())
            return;
        enlarge(target, cellRect(missing.x, missing.y).translated(-area.topLeft()) & target.rect(), area.topLeft(), it->image, cellRect(key.x, key.y).topLeft(), up);
        return;
    }
}

void ScaledTiles::dropUnused(quint64 sparedSince) {
    std::vector<std::pair<quint64, Key>> oldest;
    for (auto it = m_cells.cbegin(); it != m_cells.cend(); ++it)
        if (it->used < sparedSince && !it->image.isNull())
            oldest.emplace_back(it->used, it.key());
    std::sort(oldest.begin(), oldest.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    for (const auto &[used, key] : oldest) {
        if (m_bytes <= memoryBudget)
            return;
        m_bytes -= m_cells.value(key).image.sizeInBytes();
        m_cells.remove(key);
    }
}

} // namespace sfumato::ui
