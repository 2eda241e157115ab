// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <QJsonValue>
#include <QRect>
#include <QString>

#include "app/document/document_state.h"
#include "core/base/result.h"

namespace sfumato::document {

/// Changes of a document as values. Each kind holds one side only, what the document does not hold at the moment, and is
/// applied by exchanging the two; exchanging again takes it back. So a step of the history never stores a pixel twice.

/// In the place of a layer's id: the mask.
constexpr LayerId theMask = 0;

struct TilesEdit {
    LayerId raster = theMask;
    std::vector<std::pair<QPoint, Tile>> tiles; ///< an empty tile removes the one that is there
};

/// Everything about a layer but its pixels.
struct LayerEdit {
    LayerId id = 0;
    LayerAttributes attributes;
};

/// With a layer: puts it at `index`. Without: takes the one at `index` out.
struct PresenceEdit {
    int index = 0;
    std::optional<Layer> layer;
};

/// Takes the layer at `from` out and puts it back so that it stands at `to`.
struct OrderEdit {
    int from = 0;
    int to = 0;
};

struct FrameEdit {
    QRect frame;
};

/// One field of the settings; Undefined where it is absent.
struct SettingEdit {
    QString field;
    QJsonValue value{QJsonValue::Undefined};
};

using Edit = std::variant<TilesEdit, LayerEdit, PresenceEdit, OrderEdit, FrameEdit, SettingEdit>;

/// What an exchange has changed.
struct Touched {
    QRect pixels{}; ///< of the flattened picture
    QRect mask{};
    bool layers = false; ///< the list or an attribute, not pixels alone
    bool frame = false;
    bool settings = false;

    void operator|=(const Touched &other);
};

/// Exchanges what `edit` holds with what `state` holds. The edit fits the state: see fits().
Touched exchange(DocumentState &state, Edit &edit);
/// Several, one after the other; they are then in the order in which they take themselves back.
Touched exchange(DocumentState &state, std::vector<Edit> &edits);

/// Whether an edit that came from a file can be exchanged with `state`. Errors: CorruptFile; no subject.
Result<void> fits(const DocumentState &state, const Edit &edit);

/// Memory held by the edits, in bytes: the tiles and about what stands around them.
qint64 bytesOf(const std::vector<Edit> &edits);

} // namespace sfumato::document
