// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "app/document/document_state.h"
#include "app/document/edit.h"

class QThread;

namespace sfumato::document {

class BrushStroke;
class UndoHistory;

/// A document being edited, and its one undo history. Everything is changed through history() (see layer_operations.h,
/// mask_operations.h, brush_stroke.h, setFrame(), setSetting()), so everything can be taken back.
/// Thread: the one that made it. A job or a save takes a copy of state(), which costs nothing, and may read it anywhere.
class Document final : public QObject {
    Q_OBJECT

public:
    explicit Document(DocumentState state, QObject *parent = nullptr);
    ~Document() override;

    const DocumentState &state() const { return m_state; }
    UndoHistory &history() { return *m_history; }
    const UndoHistory &history() const { return *m_history; }

    QSize size() const { return m_state.size; } ///< of the base picture
    QRect frame() const { return m_state.frame; }
    const QJsonObject &settings() const { return m_state.settings; }
    const std::vector<Layer> &layers() const { return m_state.layers; } ///< lowest first
    /// Null if there is none; valid until the next change.
    const Layer *layer(LayerId id) const;

    /// Base and visible layers: RGBA8888, straight alpha; transparent outside the picture.
    QImage flattened(QRect area) const { return flatten(m_state, area); }
    /// The mask: Grayscale8, 255 = repaint; 0 outside.
    QImage maskIn(QRect area) const { return m_state.mask.toImage(area); }

    /// Whether there are changes since the document was opened or saved.
    bool isModified() const;
    /// Called when a save has succeeded.
    void setSaved();
    /// Called when what was opened lies in no file of its own: a restored session, a pasted picture.
    void setUnsaved();

    /// One undo step each. Consecutive changes of the same field, or of the frame, are one step until
    /// history().endMerging() is called or anything else is done. `name` is the step's, translated; Undefined removes a field.
    void setSetting(const QString &field, const QJsonValue &value, const QString &name);
    void setFrame(QRect frame);

    /// Hands it to another thread, from that which made it; nothing listens to it yet.
    void moveTo(QThread &thread);

    LayerId newLayerId() { return m_nextLayer++; }

    /// Exchanges edits with the state and tells who listens. For UndoHistory; others perform steps on history().
    void exchange(std::vector<Edit> &edits);
    /// Exchanges tiles of a stroke that is not finished: only `areas` (canvas pixels) are told to have changed.
    void exchangeTiles(TilesEdit &edit, const QList<QRect> &areas);

    /// For BrushStroke: at most one is open, and whatever else happens ends it first.
    void strokeBegins(BrushStroke *stroke);
    void strokeEnds() { m_stroke = nullptr; }
    void endOpenStroke();
    bool hasOpenStroke() const { return m_stroke != nullptr; }

Q_SIGNALS:
    void changed(QRect area); ///< the flattened picture, canvas pixels
    void maskChanged(QRect area);
    void layersChanged(); ///< the list, or an attribute of one
    void frameChanged();
    void settingsChanged();
    void modifiedChanged(bool modified);

private:
    void tell(const Touched &touched);

    DocumentState m_state;
    LayerId m_nextLayer = 1;
    std::unique_ptr<UndoHistory> m_history;
    BrushStroke *m_stroke = nullptr;
};

} // namespace sfumato::document
