// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QHash>

#include "app/document/brush.h"
#include "app/document/document.h"

namespace sfumato::document {

/// One stroke of a brush or eraser on the mask or a layer, shown while it is made and one undo step when it has ended.
/// It paints within what the document's bounds() were when it began. An undo, or any other step, ends it first.
/// Thread: the document's.
class BrushStroke final {
public:
    /// raster: theMask, or a layer that exists.
    BrushStroke(Document &document, LayerId raster, const Brush &brush);
    /// A stroke that has not ended is abandoned.
    ~BrushStroke();
    BrushStroke(const BrushStroke &) = delete;
    BrushStroke &operator=(const BrushStroke &) = delete;

    /// Each returns what has changed, in canvas pixels, after the document has been told.
    QRect begin(const StrokePoint &point);
    /// The line follows the points as a smooth curve and therefore reaches half way to the newest one.
    QRect extend(const StrokePoint &point);
    /// Draws what is left of the line and makes the stroke an undo step; none if it changed nothing.
    QRect end();
    /// Takes everything back.
    QRect abandon();

    bool isOpen() const { return m_open; }

private:
    void curveTo(const StrokePoint &control, const StrokePoint &target);
    void dabAt(const StrokePoint &point);
    QRect show();
    Tile painted(QPoint place, const Tile &original, Tile current, QRect part) const;
    const TileImage &raster() const;
    void close();

    Document &m_document;
    LayerId m_raster;
    Brush m_brush;
    QPoint m_offset; ///< from the raster's own coordinates to the canvas
    QRect m_limits;  ///< in the raster's own coordinates, as all that follow
    TileImage m_coverage{1};
    QHash<QPoint, Tile> m_originals; ///< the tiles touched, as they were
    QHash<QPoint, QRect> m_fresh;    ///< the part of each tile that was covered since the document was last told
    StrokePoint m_reached;           ///< the end of the line so far
    StrokePoint m_newest;
    double m_untilDab = 0; ///< pixels to go before the next dab
    bool m_open = true;
};

} // namespace sfumato::document
