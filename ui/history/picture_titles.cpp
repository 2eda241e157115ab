// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/picture_titles.h"

#include <cmath>

#include <QCoreApplication>
#include <QLocale>

namespace sfumato::ui {
namespace {

constexpr qsizetype longestPrompt = 160; ///< characters in a title; lists cut them further

/// The context of these texts in translations.
struct PictureTitles {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::PictureTitles)
};

} // namespace

QString modeTitle(service::PictureMode mode) {
    switch (mode) {
    case service::PictureMode::Generate: return PictureTitles::tr("Generate");
    case service::PictureMode::Transform: return PictureTitles::tr("Transform");
    case service::PictureMode::Inpaint: return PictureTitles::tr("Inpaint");
    case service::PictureMode::Remove: return PictureTitles::tr("Remove object");
    case service::PictureMode::Restyle: return PictureTitles::tr("Restyle");
    case service::PictureMode::Upscale: return PictureTitles::tr("Upscale");
    }
    return {};
}

QString pictureTitle(service::PictureMode mode, const QString &prompt) {
    const QString words = prompt.left(longestPrompt).simplified();
    return words.isEmpty() ? modeTitle(mode) : modeTitle(mode) + QStringLiteral(" · ") + words;
}

QString agoText(const QDateTime &then, const QDateTime &now) {
    const qint64 minutes = then.secsTo(now) / 60;
    if (minutes < 1)
        return PictureTitles::tr("just now"); // also where the clock was set back
    if (minutes < 60)
        return PictureTitles::tr("%n min ago", nullptr, static_cast<int>(minutes));
    if (minutes < 24 * 60)
        return PictureTitles::tr("%n h ago", nullptr, static_cast<int>(minutes / 60));
    return QLocale().toString(then.toLocalTime().date(), QLocale::ShortFormat);
}

QString durationText(double seconds) {
    if (seconds < 60)
        return PictureTitles::tr("%1 s").arg(QLocale().toString(seconds, 'f', 1));
    const int whole = static_cast<int>(std::lround(seconds));
    return PictureTitles::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
}

QString clockText(double seconds) {
    const int whole = static_cast<int>(std::ceil(seconds));
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

} // namespace sfumato::ui
