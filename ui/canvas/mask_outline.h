// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QPolygonF>

#include "app/document/tile_image.h"

namespace sfumato::ui {

/// Where a mask passes one half, as closed lines in canvas pixels. A mask that spans more than about 1000 pixels is reduced
/// by averages first, so that its lines cost no more than those of a small one.
std::vector<QPolygonF> maskOutline(const document::TileImage &mask);

} // namespace sfumato::ui
