// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include <QSet>
#include <QString>

#include "app/service/history_entry.h"

namespace sfumato::service {

/// Where to look: the pictures, and the files their jobs started from, which pictures name without a folder.
struct PictureFolders {
    QString pictures;
    QString sources;
};

/// Reads the studio's own pictures in a folder whose names are not `known`, oldest first, into entries of a history,
/// and hands them over in groups. Others' pictures and damaged ones are passed over. Stops early where `stop` is set.
/// Thread: any.
void readUnknownPictures(const PictureFolders &folders, const QSet<QString> &known, const std::atomic<bool> &stop,
                         const std::function<void(std::vector<HistoryEntry>)> &found);

} // namespace sfumato::service
