// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QDateTime>
#include <QString>

#include "core/api/request.h"
#include "core/base/result.h"

namespace sfumato::service {

/// What was done to make a picture, in the studio's words.
enum class PictureMode { Generate, Transform, Inpaint, Remove, Restyle, Upscale };

/// The stable names in files: "generate", "transform", "inpaint", "remove", "restyle", "upscale".
QString nameOf(PictureMode mode);
std::optional<PictureMode> modeNamed(const QString &name);
/// What a request does by itself; it cannot tell Remove from Inpaint nor Restyle from Transform.
PictureMode modeOf(const GenerationRequest &request);

/// Whether a file is called as the studio calls its results: by the moment they were made, and the seed.
bool isResultName(const QString &fileName);

/// One finished picture in the history.
struct HistoryEntry {
    qint64 id = 0;   ///< 0 = not in the history (its row could not be written)
    QString name;    ///< of the file, without folder; unique
    QString folder;  ///< where it was saved
    QString prompt;
    QString request; ///< JSON of what makes this picture alone; empty = not known, it was enlarged from a picture
    PictureMode mode = PictureMode::Generate;
    qint64 seed = 0;
    int steps = 0;      ///< 0 = not known
    double seconds = 0; ///< it took; 0 = not known
    int width = 0, height = 0;
    QDateTime created; ///< UTC
    QString parent;    ///< name of the picture it was edited from; empty = none
    QString job;       ///< id; empty = none
    int index = 0;     ///< within the job
    bool starred = false;
    bool rejected = false;

    QString path() const { return folder + QLatin1Char('/') + name; }
};

/// The request of an entry, its pictures by path. Errors: NotFound where it has none; those of request_from_json().
Result<GenerationRequest> requestOf(const HistoryEntry &entry);

/// What of the history is wanted.
struct HistoryFilter {
    QString text; ///< every word of it occurs in the prompt, in any case
    bool starredOnly = false;
    bool withRejected = false;
    std::optional<PictureMode> mode;

    bool operator==(const HistoryFilter &) const = default;
};

} // namespace sfumato::service
