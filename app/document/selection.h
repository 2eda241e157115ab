// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPolygonF>

#include "app/document/document_state.h"
#include "core/image/wand.h"

namespace sfumato::document {

/// An area of the canvas with a soft edge, as a tool made it; combine() (mask_operations.h) brings it into the mask.
struct Selection {
    QPoint origin;   ///< where its top left pixel lies on the canvas
    QImage coverage; ///< Grayscale8, 255 = selected; nothing is selected outside

    QRect area() const { return {origin, coverage.size()}; }
};

/// Edges are smooth: a pixel counts by the share that lies inside. Nothing outside `limits` is selected.
Selection selectPolygon(const QPolygonF &outline, QRect limits); ///< a lasso's path, closed; crossings count as inside
Selection selectRectangle(const QRectF &rectangle, QRect limits);
Selection selectEllipse(const QRectF &around, QRect limits);

/// The magic wand on what is seen within the state's bounds; empty if `pixel` lies outside them. tolerance: 0..255.
Selection selectSimilar(const DocumentState &state, QPoint pixel, int tolerance, image::WandReach reach);

/// What a layer covers: its alpha, by its opacity not diminished.
Selection selectLayer(const Layer &layer);
/// Where the visible picture is transparent within `area`: 255 minus alpha.
Selection selectTransparency(const DocumentState &state, QRect area);

} // namespace sfumato::document
