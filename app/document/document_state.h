// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QImage>
#include <QJsonObject>
#include <QPoint>
#include <QRect>
#include <QString>

#include "app/document/blend.h"
#include "app/document/tile_image.h"

namespace sfumato::document {

using LayerId = quint64; ///< 1, 2, ...: never given twice in a document

/// What a layer is besides its pixels.
struct LayerAttributes {
    QString name;
    double opacity = 1.0; ///< 0..1
    bool visible = true;
    BlendMode blend = BlendMode::Normal;
    QPoint offset;  ///< where the layer's own (0, 0) lies on the canvas
    QString recipe; ///< JSON of the GenerationRequest that made the pixels; empty for painted ones
    QString result; ///< the history's name of the result it was made from; empty if none

    bool operator==(const LayerAttributes &) const = default;
};

struct Layer : LayerAttributes {
    LayerId id = 0;
    TileImage pixels{4}; ///< in the layer's own coordinates

    QRect area() const { return pixels.tileBounds().translated(offset); } ///< on the canvas; at least what is painted
    bool operator==(const Layer &) const = default;
};

/// All that a project consists of, as a value: copies share their pixels, so that a copy is a snapshot which any
/// thread may read. (0, 0) of the canvas is the top left pixel of the base picture.
struct DocumentState {
    QSize size;                ///< of the base picture
    TileImage base{4};         ///< never changed
    std::vector<Layer> layers; ///< lowest first
    TileImage mask{1};         ///< 255 = repaint; between = partly
    QRect frame;               ///< where pictures are generated; may lie partly outside the base picture
    QJsonObject settings;      ///< prompt and parameters, by field

    bool operator==(const DocumentState &) const = default;

    /// Index of a layer, -1 if there is none of that id.
    int indexOf(LayerId id) const;
    /// Everything there is: base picture, layers, frame.
    QRect bounds() const;
};

/// A document around a picture; the frame covers it. `result`: the history's name of the picture; empty if it is none of ours.
DocumentState stateFromPicture(const QImage &picture, const QString &result = {});
/// An empty, transparent canvas of that size.
DocumentState emptyState(QSize size);

/// The history's name of the result that is seen: the uppermost visible layer's, else the base picture's; empty if none.
QString resultOf(const DocumentState &state);
/// `settings` for this state, whose base picture stays the same one.
void setSettings(DocumentState &state, QJsonObject settings);

/// Base and visible layers as one picture: RGBA8888, straight alpha, transparent where nothing lies.
QImage flatten(const DocumentState &state, QRect area);

} // namespace sfumato::document
