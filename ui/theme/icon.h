// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace sfumato::ui {

/// An icon of resources/icons by name ("brush"), drawn in the colours of the current theme whenever it is painted:
/// text where it is usable, accent where it is switched on, disabled where it is not usable. Crisp at any scale.
QIcon icon(const QString &name);

/// The same in one fixed colour, e.g. on a button of its own.
QIcon icon(const QString &name, const QColor &colour);

} // namespace sfumato::ui
