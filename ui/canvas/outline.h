// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QImage>
#include <QPolygonF>

namespace sfumato::ui {

/// The closed lines along which a mask crosses `threshold` (1..255), in pixels of the mask, with the inside on
/// their left as they go. Between two pixel centres the crossing is interpolated, so the line of a soft mask is smooth.
/// Beyond the border the mask counts as 0. mask: Grayscale8 or Alpha8.
/// Source: Lorensen and Cline 1987, "Marching cubes", in two dimensions.
std::vector<QPolygonF> outline(const QImage &mask, int threshold = 128);

} // namespace sfumato::ui
