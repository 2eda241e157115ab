// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace sfumato::ui {

/// The studio's colours, named by what they are for.
struct Palette {
    QColor window;       ///< bars, strips and what lies behind the panels
    QColor panel;        ///< side panels and docks
    QColor surround;     ///< neutral grey around the picture
    QColor field;        ///< what is typed or chosen into
    QColor raised;       ///< selected rows, buttons
    QColor hover;        ///< the same under the pointer
    QColor line;         ///< hairlines
    QColor text;         ///< what is read
    QColor faint;        ///< captions and hints; still 4.5:1 on window and panel
    QColor disabled;     ///< what cannot be used now
    QColor accent;       ///< the one strong colour: what runs, what is selected, how far a slider is
    QColor accentHover;  ///< the same under the pointer
    QColor onAccent;     ///< text on accent
    QColor weight;       ///< prompt: (words:1.2)
    QColor network;      ///< prompt: <lora:name:0.7>
    QColor alternation;  ///< prompt: [a|b], [a:b:0.5]
    QColor wildcard;     ///< prompt: __name__
    QColor problem;      ///< underlines and messages about what went wrong
    QColor mask;         ///< outline and overlay of the mask
    QColor frame;        ///< the generation frame on the canvas
};

const Palette &darkPalette();
const Palette &lightPalette();

/// The colours that go with a widget's palette (`widget.palette()`), which the theme has set.
const Palette &paletteFor(const QPalette &palette);

} // namespace sfumato::ui
