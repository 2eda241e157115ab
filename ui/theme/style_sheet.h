// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/theme/palette.h"

namespace sfumato::ui {

/// The one style sheet, in the colours of `palette`. Widgets are told apart by these properties and names:
/// - role="caption" (small and faint), "heading", "title", "problem", "value" on labels;
/// - role="flat" (no frame until pointed at), "primary", "segment" on buttons; "strip" on bars;
/// - objectName "panel", "dock", "strip", "chip" (a floating label over the canvas).
QString styleSheet(const Palette &palette);

} // namespace sfumato::ui
