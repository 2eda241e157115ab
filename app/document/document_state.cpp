// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/document_state.h"

#include <algorithm>
#include <utility>

#include <QtGlobal>

namespace sfumato::document {
namespace {

/// Of the base picture's name, among the settings: so journals and projects of before know it too.
const QString baseResult = QStringLiteral("base_result");

void layOver(QImage &picture, QPoint origin, const Layer &layer) {
    const int opacity = qRound(layer.opacity * 255);
    const QPoint shift = layer.offset - origin; // from the layer's coordinates to the picture's
    const QRect wanted = QRect(-shift, picture.size()) & layer.pixels.tileBounds();
    uchar *to = picture.bits();
    const qsizetype stride = picture.bytesPerLine();
    const auto &tiles = layer.pixels.tiles();
    forEachTile(wanted, [&](QPoint key, QRect part) {
        const auto found = tiles.constFind(key);
        if (found == tiles.cend())
            return;
        const auto *from = reinterpret_cast<const uchar *>(found->constData());
        for (int y = part.top(); y <= part.bottom(); ++y) {
            const QPoint inside = QPoint(part.left(), y) - key * tileSide;
            blendPixels(to + (y + shift.y()) * stride + (part.left() + shift.x()) * 4,
                        from + (inside.y() * tileSide + inside.x()) * 4, part.width(), layer.blend, opacity);
        }
    });
}

} // namespace

int DocumentState::indexOf(LayerId id) const {
    const auto found = std::find_if(layers.begin(), layers.end(), [&](const Layer &layer) { return layer.id == id; });
    return found == layers.end() ? -1 : static_cast<int>(found - layers.begin());
}

QRect DocumentState::bounds() const {
    QRect all = QRect({}, size) | frame;
    for (const Layer &layer : layers)
        all |= layer.pixels.bounds().translated(layer.offset);
    return all;
}

DocumentState stateFromPicture(const QImage &picture, const QString &result) {
    DocumentState state = emptyState(picture.size());
    state.base.paste(picture, {});
    if (!result.isEmpty())
        state.settings.insert(baseResult, result);
    return state;
}

QString resultOf(const DocumentState &state) {
    for (auto layer = state.layers.rbegin(); layer != state.layers.rend(); ++layer)
        if (layer->visible && !layer->result.isEmpty())
            return layer->result;
    return state.settings.value(baseResult).toString();
}

void setSettings(DocumentState &state, QJsonObject settings) {
    const QJsonValue base = state.settings.value(baseResult);
    settings.remove(baseResult); // they may be another document's
    if (base.isString())
        settings.insert(baseResult, base);
    state.settings = std::move(settings);
}

DocumentState emptyState(QSize size) {
    DocumentState state;
    state.size = size;
    state.frame = QRect({}, size);
    return state;
}

QImage flatten(const DocumentState &state, QRect area) {
    QImage picture = state.base.toImage(area);
    for (const Layer &layer : state.layers)
        if (layer.visible)
            layOver(picture, area.topLeft(), layer);
    return picture;
}

} // namespace sfumato::document
