// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QFrame>

#include "app/document/brush.h"
#include "ui/canvas/tool.h"

class QLabel;
class QSpinBox;
class QToolButton;

namespace sfumato::ui {

class ColourButton;
class Segmented;

/// The plate in the canvas' corner with what can be set of the tool in the hand: what is painted, mask or layer; colour, size,
/// hardness, opacity, pressure. Of other tools it says in a line how they work.
class OptionsBar final : public QFrame {
    Q_OBJECT

public:
    explicit OptionsBar(QWidget *parent);

    /// What it shows.
    struct State {
        ToolKind tool = ToolKind::Brush;
        document::Brush brush;
        PaintOn paintOn = PaintOn::Mask;
        QString layer; ///< the name of the layer that is painted; from outside
        QString text;  ///< the tool's own line

        bool operator==(const State &) const = default;
    };
    void show(const State &state); ///< emits nothing

Q_SIGNALS:
    void brushEdited(const sfumato::document::Brush &brush);
    void paintOnChosen(sfumato::ui::PaintOn paintOn);
    void finished(); ///< the keys may go back to the canvas

private:
    QSpinBox *number(const QString &name, const QString &prefix, const QString &suffix, int least, int most);
    QToolButton *pressureSwitch(const QString &icon, const QString &name, bool document::Brush::*field);
    template <typename Change>
    void edit(Change change);

    std::optional<State> m_shown;
    document::Brush m_brush;
    Segmented *m_paintOn;
    QLabel *m_layer;
    ColourButton *m_colour;
    QSpinBox *m_size;
    QSpinBox *m_hardness;
    QSpinBox *m_opacity;
    QToolButton *m_pressureSize;
    QToolButton *m_pressureOpacity;
    QLabel *m_text;
};

} // namespace sfumato::ui
