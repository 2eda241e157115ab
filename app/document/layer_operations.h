// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/document/document.h"
#include "app/document/selection.h"

namespace sfumato::document {

/// What can be done with layers; one undo step each. Ids belong to layers that exist. Thread: the document's.

/// Puts a layer on top; its id is given here and returned.
LayerId addLayer(Document &document, Layer layer, const QString &stepName);
/// An empty layer to paint on.
LayerId addEmptyLayer(Document &document, const QString &name);
/// A picture (dropped, pasted) with its top left pixel at `at`.
LayerId addPictureLayer(Document &document, const QString &name, const QImage &picture, QPoint at);

/// A finished result to be kept.
struct KeptResult {
    QImage picture; ///< scaled to the frame if it has another size
    QRect frame;    ///< where it belongs on the canvas
    QImage mask;    ///< Grayscale8 of the frame's size, as the job had it; null: the whole picture was generated
    QString name;   ///< of the layer
    QString recipe; ///< request JSON
    QString result; ///< the history's name of it
};
/// Keeps a result as a layer on top. Where its mask is 0 the layer is transparent, so that the document shows there the
/// very pixels it showed before; elsewhere it is opaque, because the engine has blended the edge already.
LayerId keepResult(Document &document, const KeptResult &result);

void removeLayer(Document &document, LayerId id);
/// The copy lies above the layer.
LayerId duplicateLayer(Document &document, LayerId id);
/// To another place in the list, 0 = lowest.
void reorderLayer(Document &document, LayerId id, int index);
/// Lays the layer over the one below, which keeps its name, blend mode and visibility, at full opacity, without recipe.
/// Nothing happens to the lowest layer.
void mergeDown(Document &document, LayerId id);

void renameLayer(Document &document, LayerId id, const QString &name);
void setLayerVisible(Document &document, LayerId id, bool visible);
void setLayerBlend(Document &document, LayerId id, BlendMode blend);
/// opacity: 0..1. Consecutive changes are one step.
void setLayerOpacity(Document &document, LayerId id, double opacity);
/// Lays a colour over the layer's pixels, as far as the selection covers them and `opacity` (0..1) lets it; nothing where that changes none.
void fillLayer(Document &document, LayerId id, const Selection &selection, const QColor &colour, double opacity);
/// Moves the layer's pixels to another place. Consecutive moves are one step.
void setLayerOffset(Document &document, LayerId id, QPoint offset);

/// The tiles in which two pictures of the same kind differ, as `after` has them: what leads from one to the other.
TilesEdit difference(LayerId raster, const TileImage &before, const TileImage &after);

} // namespace sfumato::document
