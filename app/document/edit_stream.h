// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDataStream>

#include "app/document/edit.h"
#include "core/base/result.h"

namespace sfumato::document {

/// Edits as bytes, for the journal and for steps that are moved out of memory.
/// Numbers are written as QDataStream does in version Qt_6_0; pixels by tile_codec.
void writeEdits(QDataStream &stream, const std::vector<Edit> &edits);
/// Errors: CorruptFile where the bytes are none of ours; no subject. Nothing is allocated beyond what the bytes hold.
Result<std::vector<Edit>> readEdits(QDataStream &stream);

/// A layer without its pixels, and tiles of one picture.
void writeLayer(QDataStream &stream, const Layer &layer);
Result<Layer> readLayer(QDataStream &stream);
using PlacedTiles = std::vector<std::pair<QPoint, Tile>>;
void writeTiles(QDataStream &stream, const PlacedTiles &tiles, int channels);
Result<PlacedTiles> readTiles(QDataStream &stream, int channels);

constexpr auto streamVersion = QDataStream::Qt_6_0;

} // namespace sfumato::document
