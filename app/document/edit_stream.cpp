// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/edit_stream.h"

#include <array>

#include <QJsonObject>

#include "app/document/tile_codec.h"

namespace sfumato::document {
namespace {

tl::unexpected<Error> broken(const char *what) {
    return fail(ErrorCode::CorruptFile, {}, std::string("holds ") + what + " that cannot be read");
}

void writeAttributes(QDataStream &stream, const LayerAttributes &layer) {
    stream << layer.name << layer.opacity << layer.visible << blendModeId(layer.blend) << layer.offset << layer.recipe
           << layer.result;
}

Result<LayerAttributes> readAttributes(QDataStream &stream) {
    LayerAttributes layer;
    QString blend;
    stream >> layer.name >> layer.opacity >> layer.visible >> blend >> layer.offset >> layer.recipe >> layer.result;
    const std::optional<BlendMode> mode = blendModeFromId(blend);
    if (stream.status() != QDataStream::Ok || !mode || !(layer.opacity >= 0 && layer.opacity <= 1))
        return broken("a layer's attributes");
    layer.blend = *mode;
    return layer;
}

int channelsOf(LayerId raster) {
    return raster == theMask ? 1 : 4;
}

struct Writer {
    QDataStream &stream;

    void operator()(const TilesEdit &edit) const {
        stream << edit.raster;
        writeTiles(stream, edit.tiles, channelsOf(edit.raster));
    }
    void operator()(const LayerEdit &edit) const {
        stream << edit.id;
        writeAttributes(stream, edit.attributes);
    }
    void operator()(const PresenceEdit &edit) const {
        stream << qint32(edit.index) << edit.layer.has_value();
        if (!edit.layer)
            return;
        writeLayer(stream, *edit.layer);
        const auto &tiles = edit.layer->pixels.tiles();
        writeTiles(stream, PlacedTiles(tiles.keyValueBegin(), tiles.keyValueEnd()), 4);
    }
    void operator()(const OrderEdit &edit) const { stream << qint32(edit.from) << qint32(edit.to); }
    void operator()(const FrameEdit &edit) const { stream << edit.frame; }
    void operator()(const SettingEdit &edit) const {
        stream << edit.field << !edit.value.isUndefined() << QJsonObject{{edit.field, edit.value}};
    }
};

Result<Edit> readTilesEdit(QDataStream &stream) {
    TilesEdit edit;
    stream >> edit.raster;
    SFUMATO_TRY(edit.tiles, readTiles(stream, channelsOf(edit.raster)));
    return edit;
}

Result<Edit> readLayerEdit(QDataStream &stream) {
    LayerEdit edit;
    stream >> edit.id;
    SFUMATO_TRY(edit.attributes, readAttributes(stream));
    return edit;
}

Result<Edit> readPresenceEdit(QDataStream &stream) {
    qint32 index = 0;
    bool present = false;
    stream >> index >> present;
    PresenceEdit edit{index, std::nullopt};
    if (present) {
        SFUMATO_TRY(Layer layer, readLayer(stream));
        SFUMATO_TRY(const PlacedTiles tiles, readTiles(stream, 4));
        for (const auto &[place, tile] : tiles)
            layer.pixels.exchange(place, tile);
        edit.layer = std::move(layer);
    }
    return edit;
}

Result<Edit> readOrderEdit(QDataStream &stream) {
    qint32 from = 0, to = 0;
    stream >> from >> to;
    return OrderEdit{from, to};
}

Result<Edit> readFrameEdit(QDataStream &stream) {
    FrameEdit edit;
    stream >> edit.frame;
    return edit;
}

Result<Edit> readSettingEdit(QDataStream &stream) {
    SettingEdit edit;
    bool present = false;
    QJsonObject holder;
    stream >> edit.field >> present >> holder;
    if (present)
        edit.value = holder.value(edit.field);
    return edit;
}

Result<Edit> readEdit(QDataStream &stream) {
    quint8 kind = 255;
    stream >> kind;
    // In the variant's order.
    constexpr std::array readers = {readTilesEdit, readLayerEdit, readPresenceEdit,
                                    readOrderEdit, readFrameEdit, readSettingEdit};
    static_assert(readers.size() == std::variant_size_v<Edit>);
    if (kind >= readers.size())
        return broken("a change of an unknown kind");
    SFUMATO_TRY(Edit edit, readers[kind](stream));
    if (stream.status() != QDataStream::Ok)
        return broken("a change");
    return edit;
}

} // namespace

void writeEdits(QDataStream &stream, const std::vector<Edit> &edits) {
    stream << quint32(edits.size());
    for (const Edit &edit : edits) {
        stream << quint8(edit.index());
        std::visit(Writer{stream}, edit);
    }
}

Result<std::vector<Edit>> readEdits(QDataStream &stream) {
    quint32 count = 0;
    stream >> count;
    std::vector<Edit> edits;
    for (quint32 i = 0; i < count; ++i) { // no reserve(): the count is not to be believed
        SFUMATO_TRY(Edit edit, readEdit(stream));
        edits.push_back(std::move(edit));
    }
    if (stream.status() != QDataStream::Ok)
        return broken("changes");
    return edits;
}

void writeLayer(QDataStream &stream, const Layer &layer) {
    stream << layer.id;
    writeAttributes(stream, layer);
}

Result<Layer> readLayer(QDataStream &stream) {
    Layer layer;
    stream >> layer.id;
    SFUMATO_TRY(static_cast<LayerAttributes &>(layer), readAttributes(stream));
    return layer;
}

void writeTiles(QDataStream &stream, const PlacedTiles &tiles, int channels) {
    stream << quint32(tiles.size());
    for (const auto &[place, tile] : tiles)
        stream << place << packTile(tile, channels);
}

Result<PlacedTiles> readTiles(QDataStream &stream, int channels) {
    quint32 count = 0;
    stream >> count;
    PlacedTiles tiles;
    for (quint32 i = 0; i < count; ++i) {
        QPoint place;
        QByteArray packed;
        stream >> place >> packed;
        std::optional<Tile> tile = unpackTile(packed, channels);
        if (stream.status() != QDataStream::Ok || !tile)
            return broken("a tile");
        tiles.emplace_back(place, *std::move(tile));
    }
    if (stream.status() != QDataStream::Ok)
        return broken("tiles");
    return tiles;
}

} // namespace sfumato::document
