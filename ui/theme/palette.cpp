// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/palette.h"

namespace sfumato::ui {

const Palette &darkPalette() {
    static const Palette palette{
        .window = QColor(0x1c1c1e), .panel = QColor(0x212123), .surround = QColor(0x2b2b2d), .field = QColor(0x19191b),
        .raised = QColor(0x353538), .hover = QColor(0x3e3e42), .line = QColor(0x37373b), .text = QColor(0xebebed),
        .faint = QColor(0x9b9ba2), .disabled = QColor(0x66666c), .accent = QColor(0xdb873d), .accentHover = QColor(0xe8964e),
        .onAccent = QColor(0x1b1208), .weight = QColor(0xf0a35e), .network = QColor(0x7fb0dc), .alternation = QColor(0xb79be0),
        .wildcard = QColor(0x8fc7a0), .problem = QColor(0xff8f7a), .mask = QColor(0xff6b6b), .frame = QColor(0xf2b45c),
    };
    return palette;
}

const Palette &lightPalette() {
    static const Palette palette{
        .window = QColor(0xeeeeef), .panel = QColor(0xf6f6f7), .surround = QColor(0xd2d2d4), .field = QColor(0xffffff),
        .raised = QColor(0xdfdfe2), .hover = QColor(0xd3d3d7), .line = QColor(0xc9c9ce), .text = QColor(0x1d1d20),
        .faint = QColor(0x5f5f67), .disabled = QColor(0x9a9aa1), .accent = QColor(0xd97a26), .accentHover = QColor(0xe78b3b),
        .onAccent = QColor(0x1b1208), .weight = QColor(0xa24f00), .network = QColor(0x1f66a8), .alternation = QColor(0x6d45ad),
        .wildcard = QColor(0x2d7a46), .problem = QColor(0xb3261e), .mask = QColor(0xd92d2d), .frame = QColor(0xb06a00),
    };
    return palette;
}

const Palette &paletteFor(const QPalette &palette) {
    // By the text: the style sheet makes the backgrounds of lists transparent, which counts as black.
    return palette.color(QPalette::Active, QPalette::WindowText).lightness() > 128 ? darkPalette() : lightPalette();
}

} // namespace sfumato::ui
