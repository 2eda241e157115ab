// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/journal_records.h"

#include <array>

#include <QIODevice>

namespace sfumato::document::records {
namespace {

tl::unexpected<Error> broken() {
    return fail(ErrorCode::CorruptFile, {}, "holds a record that cannot be read");
}

int channelsOf(Raster raster) {
    return raster == Raster::Mask ? 1 : 4;
}

struct Writer {
    QDataStream &stream;

    void operator()(const Checkpoint &record) const {
        const DocumentState &state = record.outline;
        stream << record.title.name << record.title.projectFile << record.modified << state.size << state.frame
               << state.settings << quint32(state.layers.size());
        for (const Layer &layer : state.layers)
            writeLayer(stream, layer);
    }
    void operator()(const Tiles &record) const {
        stream << quint8(record.raster) << record.layer;
        writeTiles(stream, record.tiles, channelsOf(record.raster));
    }
    void operator()(const CheckpointEnd &) const {}
    void operator()(const Performed &record) const {
        stream << record.step.name << record.step.mergeKey << record.merged;
        writeEdits(stream, record.step.edits);
    }
    void operator()(const Jumped &record) const { stream << record.position; }
    void operator()(const Saved &record) const { stream << record.title.name << record.title.projectFile; }
};

Result<Record> readCheckpoint(QDataStream &stream) {
    Checkpoint record;
    quint32 layers = 0;
    stream >> record.title.name >> record.title.projectFile >> record.modified >> record.outline.size >>
        record.outline.frame >> record.outline.settings >> layers;
    for (quint32 i = 0; i < layers; ++i) {
        SFUMATO_TRY(Layer layer, readLayer(stream));
        if (layer.id == theMask || record.outline.indexOf(layer.id) >= 0)
            return broken();
        record.outline.layers.push_back(std::move(layer));
    }
    return record;
}

Result<Record> readTilesRecord(QDataStream &stream) {
    Tiles record;
    quint8 raster = 255;
    stream >> raster >> record.layer;
    if (raster > quint8(Raster::Layer))
        return broken();
    record.raster = Raster(raster);
    SFUMATO_TRY(record.tiles, readTiles(stream, channelsOf(record.raster)));
    return record;
}

Result<Record> readCheckpointEnd(QDataStream &) {
    return CheckpointEnd{};
}

Result<Record> readPerformed(QDataStream &stream) {
    Performed record;
    stream >> record.step.name >> record.step.mergeKey >> record.merged;
    SFUMATO_TRY(record.step.edits, readEdits(stream));
    return record;
}

Result<Record> readJumped(QDataStream &stream) {
    Jumped record;
    stream >> record.position;
    return record;
}

Result<Record> readSaved(QDataStream &stream) {
    Saved record;
    stream >> record.title.name >> record.title.projectFile;
    return record;
}

} // namespace

QByteArray encode(const Record &record) {
    QByteArray payload;
    QDataStream stream(&payload, QIODevice::WriteOnly);
    stream.setVersion(streamVersion);
    stream << quint8(record.index());
    std::visit(Writer{stream}, record);
    return payload;
}

Result<Record> decode(const QByteArray &payload) {
    QDataStream stream(payload);
    stream.setVersion(streamVersion);
    quint8 kind = 255;
    stream >> kind;
    // In the variant's order.
    constexpr std::array readers = {readCheckpoint, readTilesRecord, readCheckpointEnd,
                                    readPerformed,  readJumped,      readSaved};
    static_assert(readers.size() == std::variant_size_v<Record>);
    if (kind >= readers.size())
        return broken();
    SFUMATO_TRY(Record record, readers[kind](stream));
    if (stream.status() != QDataStream::Ok)
        return broken();
    return record;
}

} // namespace sfumato::document::records
