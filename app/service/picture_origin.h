// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <QDateTime>
#include <QString>

namespace sfumato::service {

/// Where a picture belongs in the studio. It is written into the picture's file, so that a history can be rebuilt
/// from the pictures and an interrupted job knows what it has finished.
struct PictureOrigin {
    QString job;        ///< id; empty = none
    int index = 0;      ///< within the job
    QString parent;     ///< name (without folder) of the picture it was edited from; empty = none
    QString mode;       ///< what was done, see mode names in history_entry.h; empty = as the request tells
    double seconds = 0; ///< it took; 0 = not known
    QDateTime created;  ///< UTC
};

/// As one line of JSON.
std::string textOf(const PictureOrigin &origin);

/// Reads such a line from a file, which may hold anything: nothing where it is none, defaults for what is unusable.
std::optional<PictureOrigin> readOrigin(std::string_view text);

} // namespace sfumato::service
