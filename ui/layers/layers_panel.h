// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "app/document/background_change.h"
#include "app/document/document.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QListView;
class QSlider;
class QToolButton;

namespace sfumato::ui {

class LayersModel;

/// The layers of a document, highest first, over its base picture and its mask; what is done to them is done through the
/// document's history. The chosen layer is what the move tool works on, and the others where they paint a layer.
class LayersPanel final : public QWidget {
    Q_OBJECT

public:
    /// changes: those of the document that may take long.
    LayersPanel(document::Document &document, document::BackgroundChange &changes, QWidget *parent = nullptr);

    /// The chosen layer; theMask where the mask or the base picture is chosen.
    document::LayerId current() const;
    void setCurrent(document::LayerId id);
    /// Marks what brush, eraser and fill paint: theMask, a layer, or nothing.
    void showPainted(std::optional<quint64> id);

Q_SIGNALS:
    void currentChanged(quint64 id);
    void newLayerRequested(); ///< an empty one, to paint on
    void maskChosen(); ///< by the person: it is what is to be painted
    /// Run the recipe of a layer again; it has one.
    void rerunRequested(quint64 id);

protected:
    bool event(QEvent *event) override;

private:
    void buildButtons(QHBoxLayout &row);
    void showCurrent();
    void chosen();
    void setOpacity(int percent);
    void setBlend(int index);
    void move(int by);
    void newFromMask();
    void mergeDown();

    document::Document &m_document;
    document::BackgroundChange &m_changes;
    LayersModel *m_model;
    QListView *m_list;
    QComboBox *m_blend;
    QSlider *m_opacity;
    QLabel *m_opacityValue;
    QToolButton *m_new;
    QToolButton *m_fromMask;
    QToolButton *m_duplicate;
    QToolButton *m_merge;
    QToolButton *m_up;
    QToolButton *m_down;
    QToolButton *m_rerun;
    QToolButton *m_remove;
    bool m_choosing = false;         ///< by setCurrent(), not by the person
    document::LayerId m_current = 0; ///< stays through resets of the list
    document::LayerId m_below = 0;   ///< is chosen when the chosen one goes
};

} // namespace sfumato::ui
