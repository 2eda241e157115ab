// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QPainter>
#include <QPolygonF>

#include "ui/canvas/view_transform.h"

/// What is painted above the picture, in view points. Colours are chosen for any picture, not for the window's theme.
namespace sfumato::ui {

/// Outlines in canvas pixels, dashed: `colour` on a dark line, so that it is seen on light and dark pictures alike.
void paintOutline(QPainter &painter, const ViewTransform &transform, const std::vector<QPolygonF> &lines, const QColor &colour);

/// The generation frame, and inside it the part that is worked on where that is smaller. `label` stands at its corner.
void paintFrame(QPainter &painter, const ViewTransform &transform, const QRect &frame, const QRect &processed, const QString &label);

/// A small drop of a colour beside the pointer: what is painted with. It reaches no further from `middle` than dropReach.
constexpr double dropReach = 8; ///< view points
void paintDrop(QPainter &painter, QPointF middle, const QColor &colour);

/// A rounded dark plate with text, its lower left corner at `corner`, moved to lie within `view`.
void paintLabel(QPainter &painter, QPointF corner, const QString &text, const QRectF &view);

} // namespace sfumato::ui
