// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <QString>

namespace sfumato::ui {

/// The folder in which file dialogs begin: where something was opened or saved last.
inline QString lastFolder() { return QSettings().value(QStringLiteral("files/folder")).toString(); }
inline void setLastFolder(const QString &folder) { QSettings().setValue(QStringLiteral("files/folder"), folder); }

} // namespace sfumato::ui
