// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/project_pictures.h"

#include <algorithm>
#include <map>

#include <QBuffer>
#include <QFileInfo>
#include <QImageReader>
#include <QJsonArray>

#include <fmt/format.h>

#include "core/base/file_io.h"

namespace sfumato::document::project {
namespace {

const QString controlsKey = QStringLiteral("controls"), imageKey = QStringLiteral("image");

/// A project that came from somebody else may name any file of this machine: only pictures leave with it.
bool isPicture(const std::string &bytes) {
    QByteArray view = QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QBuffer buffer(&view);
    return buffer.open(QIODevice::ReadOnly) && QImageReader(&buffer).canRead();
}

} // namespace

std::vector<NamedPicture> picturesIn(const QJsonObject &settings) {
    std::vector<NamedPicture> pictures;
    for (const QJsonValue &control : settings.value(controlsKey).toArray()) {
        const QString path = control.toObject().value(imageKey).toString();
        const bool known = std::ranges::find(pictures, path, &NamedPicture::path) != pictures.end();
        if (!path.isEmpty() && !known && pictures.size() < maxPictures)
            pictures.push_back({path, fmt::format("pictures/{}", pictures.size() + 1)});
    }
    return pictures;
}

void packPictures(std::vector<NamedPicture> &pictures, ZipWriter &zip) {
    std::int64_t left = maxPictureBytes;
    std::erase_if(pictures, [&](const NamedPicture &picture) {
        Result<std::string> bytes = read_file(picture.path.toStdString(), left);
        if (!bytes || !isPicture(*bytes))
            return true;
        left -= static_cast<std::int64_t>(bytes->size());
        zip.add(picture.file, *std::move(bytes), ZipMethod::Store); // compressed already
        return false;
    });
}

Result<void> unpackPictures(const std::vector<NamedPicture> &pictures, const ZipReader &zip, const KeepPicture &keep, QJsonObject &settings) {
    std::map<QString, QString> moved;
    std::int64_t left = maxPictureBytes;
    for (const NamedPicture &picture : pictures) {
        SFUMATO_TRY(const std::string bytes, zip.read(picture.file, left));
        left -= static_cast<std::int64_t>(bytes.size());
        const QFileInfo there(picture.path);
        if (there.isFile() && there.size() == static_cast<qint64>(bytes.size()) && read_file(picture.path.toStdString(), maxPictureBytes) == bytes)
            continue;
        if (const auto place = keep(picture.path, bytes))
            moved[picture.path] = *place;
    }
    QJsonArray controls = settings.value(controlsKey).toArray();
    for (qsizetype i = 0; i < controls.size(); ++i) {
        QJsonObject control = controls.at(i).toObject();
        const auto place = moved.find(control.value(imageKey).toString());
        if (place == moved.end())
            continue;
        control.insert(imageKey, place->second);
        controls[i] = control;
    }
    if (!moved.empty())
        settings.insert(controlsKey, controls);
    return {};
}

} // namespace sfumato::document::project
