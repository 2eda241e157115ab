// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/picture_origin.h"

#include <QByteArrayView>
#include <QJsonDocument>
#include <QJsonObject>

#include "core/base/limits.h"

namespace sfumato::service {
namespace {

/// A name as we write them; what could lead out of the folder counts as none.
QString plainName(const QString &name) {
    const bool leads = name.contains(QLatin1Char('/')) || name.contains(QLatin1Char('\\')) || name.startsWith(QLatin1Char('.'));
    return leads || name.size() > 255 ? QString() : name;
}

} // namespace

std::string textOf(const PictureOrigin &origin) {
    QJsonObject object{{QStringLiteral("version"), 1}, {QStringLiteral("created"), origin.created.toUTC().toString(Qt::ISODateWithMs)}};
    if (!origin.job.isEmpty()) {
        object.insert(QStringLiteral("job"), origin.job);
        object.insert(QStringLiteral("index"), origin.index);
    }
    if (!origin.parent.isEmpty())
        object.insert(QStringLiteral("parent"), origin.parent);
    if (!origin.mode.isEmpty())
        object.insert(QStringLiteral("mode"), origin.mode);
    if (origin.seconds > 0)
        object.insert(QStringLiteral("seconds"), origin.seconds);
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

std::optional<PictureOrigin> readOrigin(std::string_view text) {
    const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject object = document.object();
    PictureOrigin origin;
    origin.job = plainName(object.value(QStringLiteral("job")).toString());
    origin.index = qBound(0, object.value(QStringLiteral("index")).toInt(), limits::max_count);
    origin.parent = plainName(object.value(QStringLiteral("parent")).toString());
    origin.mode = plainName(object.value(QStringLiteral("mode")).toString());
    origin.seconds = qBound(0.0, object.value(QStringLiteral("seconds")).toDouble(), 1e9);
    origin.created = QDateTime::fromString(object.value(QStringLiteral("created")).toString(), Qt::ISODateWithMs);
    return origin;
}

} // namespace sfumato::service
