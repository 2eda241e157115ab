// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <variant>

#include <QByteArray>

#include "app/document/edit_stream.h"
#include "app/document/journal.h"

/// Private to the journal: what its records say.
namespace sfumato::document::records {

/// A checkpoint begins: the document without pixels. Tiles records follow, then a CheckpointEnd.
struct Checkpoint {
    SessionTitle title;
    bool modified = false;
    DocumentState outline;
};
enum class Raster : quint8 { Base, Mask, Layer };
struct Tiles {
    Raster raster = Raster::Base;
    qint32 layer = 0; ///< index
    PlacedTiles tiles;
};
struct CheckpointEnd {};
struct Performed {
    Step step;
    bool merged = false;
};
struct Jumped {
    qint32 position = 0; ///< counted from the checkpoint
};
struct Saved {
    SessionTitle title;
};

using Record = std::variant<Checkpoint, Tiles, CheckpointEnd, Performed, Jumped, Saved>;

QByteArray encode(const Record &record);
/// Errors: CorruptFile; no subject.
Result<Record> decode(const QByteArray &payload);

} // namespace sfumato::document::records
