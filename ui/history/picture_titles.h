// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

#include "app/service/history_entry.h"

namespace sfumato::ui {

/// "Inpaint": what was done, for a person.
QString modeTitle(service::PictureMode mode);

/// "Inpaint · oak tree on a hill", in one line. Holds text from outside: show it as plain text.
QString pictureTitle(service::PictureMode mode, const QString &prompt);

/// "2 min ago", or a date where that is long past.
QString agoText(const QDateTime &then, const QDateTime &now);

/// "11.2 s", "3 min 20 s".
QString durationText(double seconds);

/// Seconds as a clock shows them: "0:06", "12:40".
QString clockText(double seconds);

} // namespace sfumato::ui
