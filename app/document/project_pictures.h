// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QJsonObject>
#include <QString>

#include "app/document/zip_archive.h"
#include "core/base/result.h"

namespace sfumato::document {

/// Puts the bytes of a picture's file where they stay, and returns where. `path`: where it lay when the project was saved.
using KeepPicture = std::function<Result<QString>(const QString &path, const std::string &bytes)>;

namespace project {

constexpr std::size_t maxPictures = 64;             ///< in a project
constexpr std::int64_t maxPictureBytes = 512 << 20; ///< of all of them together

/// A picture that settings name by its path, and the project's copy of the file.
struct NamedPicture {
    QString path;
    std::string file;
};

/// The pictures that settings name: controls and image prompts, each once.
std::vector<NamedPicture> picturesIn(const QJsonObject &settings);

/// Puts the files into a project; those that cannot be read, are no pictures or are beyond the limits are taken off
/// the list.
void packPictures(std::vector<NamedPicture> &pictures, ZipWriter &zip);

/// Where a picture does not lie at its path any more, or has become another one, the project's copy is kept elsewhere and
/// the settings name that; where it cannot be kept they stay as they are. Errors: those of ZipReader::read().
Result<void> unpackPictures(const std::vector<NamedPicture> &pictures, const ZipReader &zip, const KeepPicture &keep, QJsonObject &settings);

} // namespace project
} // namespace sfumato::document
