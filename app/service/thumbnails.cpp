// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/thumbnails.h"

#include <algorithm>
#include <utility>

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include "app/service/image_file.h"

namespace sfumato::service {
namespace {

constexpr qsizetype memory = 24 << 20;
constexpr std::size_t mostWanted = 64; ///< more than any screen shows at once

QImage small(const QImage &image) {
    if (image.width() <= Thumbnails::side && image.height() <= Thumbnails::side)
        return image;
    return image.scaled(Thumbnails::side, Thumbnails::side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

/// The file of a picture's thumbnail. Pictures do not change once written; one that did has another time.
QString fileFor(const QString &folder, const QString &picture) {
    const QByteArray key = picture.toUtf8() + '\0' + QByteArray::number(QFileInfo(picture).lastModified().toMSecsSinceEpoch());
    return folder + QLatin1Char('/') + QString::fromLatin1(QCryptographicHash::hash(key, QCryptographicHash::Sha1).toHex()) + QStringLiteral(".jpg");
}

/// On the maker's thread.
QImage make(const QString &folder, const QString &picture) {
    if (!QFileInfo::exists(picture))
        return {};
    const QString file = fileFor(folder, picture);
    if (QImage kept(file); !kept.isNull())
        return kept;
    const auto loaded = readImage(picture.toStdString());
    if (!loaded)
        return {};
    const Image &pixels = loaded->pixels;
    const QImage thumbnail = small(QImage(pixels.pixels.data(), pixels.width, pixels.height, static_cast<qsizetype>(pixels.stride()),
                                          pixels.channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_RGB888)).convertToFormat(QImage::Format_RGB32);
    QDir().mkpath(folder);
    if (QSaveFile out(file); out.open(QIODevice::WriteOnly) && thumbnail.save(&out, "jpg", 90))
        out.commit(); // where it cannot be kept it is made again
    return thumbnail;
}

} // namespace

Thumbnails::Thumbnails(QString folder, QObject *parent) : QObject(parent), m_folder(std::move(folder)), m_cache(memory) {
    m_maker.setMaxThreadCount(1);
}

Thumbnails::~Thumbnails() {
    m_maker.waitForDone();
}

QImage Thumbnails::get(const QString &picture) {
    if (const QImage *cached = m_cache.object(picture))
        return *cached;
    if (m_missing.contains(picture))
        return {};
    std::erase(m_wanted, picture);
    m_wanted.push_back(picture);
    if (m_wanted.size() > mostWanted)
        m_wanted.pop_front();
    makeNext();
    return {};
}

void Thumbnails::put(const QString &picture, const QImage &image) {
    onMade(picture, small(image));
}

void Thumbnails::makeNext() {
    if (m_busy || m_wanted.empty())
        return;
    m_busy = true;
    m_maker.start([this, folder = m_folder, picture = m_wanted.back()] {
        const QImage thumbnail = make(folder, picture);
        QMetaObject::invokeMethod(this, [this, picture, thumbnail] {
            m_busy = false;
            std::erase(m_wanted, picture);
            onMade(picture, thumbnail);
            makeNext();
        });
    });
}

void Thumbnails::onMade(const QString &picture, const QImage &thumbnail) {
    if (thumbnail.isNull())
        m_missing.insert(picture);
    else
        m_missing.remove(picture);
    if (!thumbnail.isNull())
        m_cache.insert(picture, new QImage(thumbnail), thumbnail.sizeInBytes());
    Q_EMIT ready(picture);
}

} // namespace sfumato::service
