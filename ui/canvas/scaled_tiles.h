// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QDeadlineTimer>
#include <QHash>
#include <QImage>
#include <QRect>

namespace sfumato::ui {

/// A large picture at the reductions a view needs: level n holds 2^n x 2^n pixels in one, averaged.
/// It has no borders: pixel (x, y) of a level covers the source from (x * 2^n, y * 2^n) on, negative ones too. Cells are made from the source when first asked for, repaired where it changed, and dropped when not used for long.
/// Thread: the one it was made on.
class ScaledTiles {
public:
    static constexpr int cellSide = 256; ///< pixels of a level

    /// The source's pixels in any rectangle, premultiplied ARGB of just that size; null where all is transparent.
    using Source = std::function<QImage(const QRect &)>;

    explicit ScaledTiles(Source source) : m_source(std::move(source)) {}

    /// Forgets everything.
    void clear();
    /// The source changed there.
    void invalidate(const QRect &area);

    /// The level to draw a canvas with at `zoom` device pixels a pixel: drawn at 1/2 to 1 of its size, or enlarged.
    static int levelFor(double zoom);
    /// The pixels of a level that hold what `area` of the source does.
    static QRect toLevel(const QRect &area, int level);

    /// The pixels of `area` (in the level's pixels); null where all is transparent.
    /// Works no longer than until `deadline`; what is not ready by then shows what it was, or a coarser level.
    /// Returns whether all was ready, in `complete`.
    QImage assemble(int level, const QRect &area, const QDeadlineTimer &deadline, bool &complete);

    qsizetype bytes() const { return m_bytes; }

private:
    struct Key {
        int level, x, y;
        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed) { return qHashMulti(seed, key.level, key.x, key.y); }
    };
    struct Cell {
        QImage image;       ///< null = transparent
        QRect dirty;        ///< in the cell; what the source has newer
        bool shown = false; ///< was complete once
        quint64 used = 0;
    };

    bool refresh(const Key &key, Cell &cell, const QDeadlineTimer &deadline);
    QImage reduced(int level, const QRect &area) const;
    void drawCoarser(QImage &target, const QRect &area, const Key &missing) const;
    void dropUnused(quint64 sparedSince);

    Source m_source;
    QHash<Key, Cell> m_cells;
    qsizetype m_bytes = 0;
    quint64 m_clock = 0;
};

} // namespace sfumato::ui
