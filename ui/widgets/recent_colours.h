// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>

namespace sfumato::ui {

/// The colours that were painted with, newest first, each once, at most twelve; kept in the settings.
QList<QColor> recentColours();
void rememberColour(const QColor &colour);

} // namespace sfumato::ui
