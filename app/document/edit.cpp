// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/edit.h"

#include <algorithm>
#include <iterator>

namespace sfumato::document {
namespace {

template <typename... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};

bool has(const DocumentState &state, int index) {
    return index >= 0 && index < static_cast<int>(state.layers.size());
}

Touched swapTiles(DocumentState &state, TilesEdit &edit) {
    const int index = edit.raster == theMask ? -1 : state.indexOf(edit.raster);
    TileImage &raster = edit.raster == theMask ? state.mask : state.layers[std::size_t(index)].pixels;
    QRect area;
    for (auto &[place, tile] : edit.tiles) {
        tile = raster.exchange(place, std::move(tile));
        area |= tileRect(place);
    }
    if (edit.raster == theMask)
        return {.mask = area};
    return {.pixels = area.translated(state.layers[std::size_t(index)].offset)};
}

Touched swapAttributes(DocumentState &state, LayerEdit &edit) {
    Layer &layer = state.layers[std::size_t(state.indexOf(edit.id))];
    QRect area = layer.area();
    std::swap(static_cast<LayerAttributes &>(layer), edit.attributes);
    area |= layer.area();
    return {.pixels = area, .layers = true};
}

Touched swapPresence(DocumentState &state, PresenceEdit &edit) {
    const auto place = state.layers.begin() + edit.index;
    if (edit.layer) {
        const QRect area = edit.layer->area();
        state.layers.insert(place, *std::move(edit.layer));
        edit.layer.reset();
        return {.pixels = area, .layers = true};
    }
    edit.layer = std::move(*place);
    state.layers.erase(place);
    return {.pixels = edit.layer->area(), .layers = true};
}

Touched swapOrder(DocumentState &state, OrderEdit &edit) {
    const auto begin = state.layers.begin();
    const QRect area = begin[edit.from].area();
    if (edit.from < edit.to)
        std::rotate(begin + edit.from, begin + edit.from + 1, begin + edit.to + 1);
    else
        std::rotate(begin + edit.to, begin + edit.from, begin + edit.from + 1);
    std::swap(edit.from, edit.to);
    return {.pixels = area, .layers = true};
}

Touched swapSetting(DocumentState &state, SettingEdit &edit) {
    const QJsonValue before = state.settings.value(edit.field);
    if (edit.value.isUndefined())
        state.settings.remove(edit.field);
    else
        state.settings.insert(edit.field, edit.value);
    edit.value = before;
    return {.settings = true};
}

Result<void> misfit(const char *reason) {
    return fail(ErrorCode::CorruptFile, {}, reason);
}

Result<void> fitsTiles(const DocumentState &state, const TilesEdit &edit) {
    const int index = state.indexOf(edit.raster);
    if (edit.raster != theMask && index < 0)
        return misfit("a change of pixels names a layer that does not exist");
    const int bytes = edit.raster == theMask ? state.mask.tileBytes() : state.layers[std::size_t(index)].pixels.tileBytes();
    for (const auto &[place, tile] : edit.tiles)
        if (!tile.isEmpty() && tile.size() != bytes)
            return misfit("a tile has another size than its picture's tiles");
    return {};
}

} // namespace

void Touched::operator|=(const Touched &other) {
    pixels |= other.pixels;
    mask |= other.mask;
    layers = layers || other.layers;
    frame = frame || other.frame;
    settings = settings || other.settings;
}

Touched exchange(DocumentState &state, Edit &edit) {
    Q_ASSERT(fits(state, edit));
    return std::visit(Overloaded{
                          [&](TilesEdit &e) { return swapTiles(state, e); },
                          [&](LayerEdit &e) { return swapAttributes(state, e); },
                          [&](PresenceEdit &e) { return swapPresence(state, e); },
                          [&](OrderEdit &e) { return swapOrder(state, e); },
                          [&](FrameEdit &e) {
                              std::swap(state.frame, e.frame);
                              return Touched{.frame = true};
                          },
                          [&](SettingEdit &e) { return swapSetting(state, e); },
                      },
                      edit);
}

Touched exchange(DocumentState &state, std::vector<Edit> &edits) {
    Touched touched;
    for (Edit &edit : edits)
        touched |= exchange(state, edit);
    edits = {std::make_move_iterator(edits.rbegin()), std::make_move_iterator(edits.rend())};
    return touched;
}

Result<void> fits(const DocumentState &state, const Edit &edit) {
    if (const auto *tiles = std::get_if<TilesEdit>(&edit))
        return fitsTiles(state, *tiles);
    if (const auto *layer = std::get_if<LayerEdit>(&edit); layer && state.indexOf(layer->id) < 0)
        return misfit("a change names a layer that does not exist");
    if (const auto *presence = std::get_if<PresenceEdit>(&edit)) {
        const int last = static_cast<int>(state.layers.size()) - (presence->layer ? 0 : 1);
        if (presence->index < 0 || presence->index > last)
            return misfit("a layer's place lies outside the list");
        if (presence->layer && (presence->layer->id == theMask || state.indexOf(presence->layer->id) >= 0))
            return misfit("a layer's number is given twice");
    }
    if (const auto *order = std::get_if<OrderEdit>(&edit); order && !(has(state, order->from) && has(state, order->to)))
        return misfit("a layer's place lies outside the list");
    return {};
}

qint64 bytesOf(const std::vector<Edit> &edits) {
    constexpr qint64 around = 96; // of a value in its containers, about
    qint64 bytes = 0;
    for (const Edit &edit : edits) {
        bytes += around;
        if (const auto *tiles = std::get_if<TilesEdit>(&edit))
            for (const auto &[place, tile] : tiles->tiles)
                bytes += tile.size() + around;
        if (const auto *presence = std::get_if<PresenceEdit>(&edit); presence && presence->layer)
            bytes += presence->layer->pixels.bytes() + 2 * presence->layer->recipe.size();
        if (const auto *layer = std::get_if<LayerEdit>(&edit))
            bytes += 2 * (layer->attributes.name.size() + layer->attributes.recipe.size());
        if (const auto *setting = std::get_if<SettingEdit>(&edit))
            bytes += 2 * setting->value.toString().size();
    }
    return bytes;
}

} // namespace sfumato::document
