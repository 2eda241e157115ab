// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QByteArray>

#include "app/document/tile_image.h"

namespace sfumato::document {

/// A tile in fewer bytes: runs of equal pixels as PackBits has them, or the pixels as they stand where that is shorter.
/// Fast enough for the journal, which writes at the end of every stroke. A blank tile takes no byte at all.
/// channels: bytes of a pixel, 1 or 4.
QByteArray packTile(const Tile &tile, int channels);

/// The tile again; nothing where the bytes are no packed tile of that kind.
std::optional<Tile> unpackTile(const QByteArray &packed, int channels);

} // namespace sfumato::document
