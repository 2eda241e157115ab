// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRect>

#include "app/document/tile_image.h"

namespace sfumato::ui {

/// A small picture of `area` (not empty), at most `side` pixels wide and high. Only as many pixels are looked at as it
/// needs, so that a picture of 24 megapixels costs no more than one of 1. RGBA for colours, grey for a mask.
QImage thumbnail(const document::TileImage &pixels, const QRect &area, int side);

} // namespace sfumato::ui
