// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/layer_operations.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/document/blend.h"
#include "app/document/undo_history.h"

namespace sfumato::document {
namespace {

const Layer &layerOf(const Document &document, LayerId id) {
    const Layer *layer = document.layer(id);
    Q_ASSERT(layer);
    return *layer;
}

int topOf(const Document &document) {
    return static_cast<int>(document.layers().size());
}

/// One step that changes attributes; nothing where they are the same already.
template <typename Change>
void changeAttributes(Document &document, LayerId id, const QString &stepName, const QString &mergeKey, Change change) {
    LayerAttributes attributes = layerOf(document, id);
    change(attributes);
    if (attributes == static_cast<const LayerAttributes &>(layerOf(document, id)))
        return;
    document.history().perform({stepName, {LayerEdit{id, std::move(attributes)}},
                                mergeKey.isEmpty() ? QString() : mergeKey + QString::number(id)});
}

/// Opaque wherever the mask says that something was painted.
void cutOut(QImage &picture, const QImage &mask) {
    for (int y = 0; y < picture.height(); ++y) {
        uchar *pixel = picture.scanLine(y);
        const uchar *weight = mask.constScanLine(y);
        for (int x = 0; x < picture.width(); ++x, pixel += 4)
            if (weight[x] == 0)
                std::fill_n(pixel, 4, uchar(0));
    }
}

/// The pixels of two layers, one over the other, in the lower one's coordinates and at full opacity.
TileImage merged(const Layer &lower, const Layer &upper) {
    DocumentState pair;
    pair.layers = {lower, upper};
    for (Layer &layer : pair.layers) {
        layer.visible = true;
        layer.offset -= lower.offset;
    }
    pair.layers.front().blend = BlendMode::Normal;
    const QRect area = pair.layers[0].area() | pair.layers[1].area();
    TileImage pixels(4);
    forEachTile(area, [&](QPoint, QRect part) { pixels.paste(flatten(pair, part), part.topLeft()); });
    return pixels;
}

} // namespace

LayerId addLayer(Document &document, Layer layer, const QString &stepName) {
    layer.id = document.newLayerId();
    const LayerId id = layer.id;
    document.history().perform({stepName, {PresenceEdit{topOf(document), std::move(layer)}}, {}});
    return id;
}

LayerId addEmptyLayer(Document &document, const QString &name) {
    Layer layer;
    layer.name = name;
    return addLayer(document, std::move(layer), UndoHistory::tr("Add layer"));
}

LayerId addPictureLayer(Document &document, const QString &name, const QImage &picture, QPoint at) {
    Layer layer;
    layer.name = name;
    layer.offset = at;
    layer.pixels.paste(picture, {});
    return addLayer(document, std::move(layer), UndoHistory::tr("Add picture"));
}

LayerId keepResult(Document &document, const KeptResult &result) {
    QImage picture = result.picture.convertToFormat(QImage::Format_RGBA8888);
    if (picture.size() != result.frame.size())
        picture = picture.scaled(result.frame.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                      .convertToFormat(QImage::Format_RGBA8888);
    if (!result.mask.isNull()) {
        Q_ASSERT(result.mask.size() == picture.size());
        cutOut(picture, result.mask.convertToFormat(QImage::Format_Grayscale8));
    }
    Layer layer;
    layer.name = result.name;
    layer.offset = result.frame.topLeft();
    layer.recipe = result.recipe;
    layer.result = result.result;
    layer.pixels.paste(picture, {});
    return addLayer(document, std::move(layer), UndoHistory::tr("Keep result"));
}

void removeLayer(Document &document, LayerId id) {
    const int index = document.state().indexOf(id);
    document.history().perform({UndoHistory::tr("Remove layer"), {PresenceEdit{index, std::nullopt}}, {}});
}

LayerId duplicateLayer(Document &document, LayerId id) {
    Layer copy = layerOf(document, id);
    copy.id = document.newLayerId();
    const LayerId copied = copy.id;
    copy.name = UndoHistory::tr("%1 copy").arg(copy.name);
    const int index = document.state().indexOf(id) + 1;
    document.history().perform({UndoHistory::tr("Duplicate layer"), {PresenceEdit{index, std::move(copy)}}, {}});
    return copied;
}

void reorderLayer(Document &document, LayerId id, int index) {
    const int from = document.state().indexOf(id), to = std::clamp(index, 0, topOf(document) - 1);
    if (from != to)
        document.history().perform({UndoHistory::tr("Reorder layer"), {OrderEdit{from, to}}, {}});
}

void mergeDown(Document &document, LayerId id) {
    const int index = document.state().indexOf(id);
    if (index <= 0)
        return;
    const Layer &lower = document.layers()[std::size_t(index - 1)], &upper = document.layers()[std::size_t(index)];
    LayerAttributes attributes = lower;
    attributes.opacity = 1.0;
    attributes.recipe.clear();
    attributes.result.clear();
    document.history().perform({UndoHistory::tr("Merge down"),
                                {difference(lower.id, lower.pixels, merged(lower, upper)),
                                 LayerEdit{lower.id, std::move(attributes)}, PresenceEdit{index, std::nullopt}},
                                {}});
}

void renameLayer(Document &document, LayerId id, const QString &name) {
    changeAttributes(document, id, UndoHistory::tr("Rename layer"), {}, [&](auto &layer) { layer.name = name; });
}

void setLayerVisible(Document &document, LayerId id, bool visible) {
    changeAttributes(document, id, visible ? UndoHistory::tr("Show layer") : UndoHistory::tr("Hide layer"), {},
                     [&](auto &layer) { layer.visible = visible; });
}

void setLayerBlend(Document &document, LayerId id, BlendMode blend) {
    changeAttributes(document, id, UndoHistory::tr("Blend mode %1").arg(blendModeName(blend)), {},
                     [&](auto &layer) { layer.blend = blend; });
}

void setLayerOpacity(Document &document, LayerId id, double opacity) {
    changeAttributes(document, id, UndoHistory::tr("Layer opacity"), QStringLiteral("opacity "),
                     [&](auto &layer) { layer.opacity = std::clamp(opacity, 0.0, 1.0); });
}

void setLayerOffset(Document &document, LayerId id, QPoint offset) {
    changeAttributes(document, id, UndoHistory::tr("Move layer"), QStringLiteral("offset "),
                     [&](auto &layer) { layer.offset = offset; });
}

void fillLayer(Document &document, LayerId id, const Selection &selection, const QColor &colour, double opacity) {
    const Layer &layer = layerOf(document, id);
    // A wand's selection is as large as the picture; only what it covers is worked on.
    const QRect used = TileImage(selection.coverage, 1).bounds();
    const QRect area = used.translated(selection.origin - layer.offset);
    const double strength = std::clamp(opacity, 0.0, 1.0);
    if (used.isEmpty())
        return;
    QImage picture = layer.pixels.toImage(area);
    std::vector<uchar> coverage(static_cast<std::size_t>(area.width()));
    for (int y = 0; y < area.height(); ++y) {
        const uchar *selected = selection.coverage.constScanLine(used.top() + y) + used.left();
        std::transform(selected, selected + area.width(), coverage.begin(), [&](uchar value) { return static_cast<uchar>(qRound(value * strength)); });
        blendColour(picture.scanLine(y), coverage.data(), area.width(), colour);
    }
    TileImage pixels = layer.pixels;
    pixels.paste(picture, area.topLeft());
    TilesEdit edit = difference(id, layer.pixels, pixels);
    if (!edit.tiles.empty())
        document.history().perform({UndoHistory::tr("Fill"), {std::move(edit)}, {}});
}

TilesEdit difference(LayerId raster, const TileImage &before, const TileImage &after) {
    TilesEdit edit{raster, {}};
    for (auto it = after.tiles().cbegin(); it != after.tiles().cend(); ++it)
        if (const Tile old = before.tile(it.key()); old.constData() != it->constData() && old != *it)
            edit.tiles.emplace_back(it.key(), *it);
    for (auto it = before.tiles().cbegin(); it != before.tiles().cend(); ++it)
        if (!after.tiles().contains(it.key()))
            edit.tiles.emplace_back(it.key(), Tile());
    return edit;
}

} // namespace sfumato::document
