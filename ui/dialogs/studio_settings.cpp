// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/studio_settings.h"

#include <algorithm>

#include <QSettings>

namespace sfumato::ui {
namespace {

template <typename Enum>
Enum choice(const QSettings &settings, const char *key, Enum fallback, Enum last) {
    const int value = settings.value(QLatin1String(key), static_cast<int>(fallback)).toInt();
    return value >= 0 && value <= static_cast<int>(last) ? static_cast<Enum>(value) : fallback;
}

} // namespace

StudioSettings StudioSettings::load() {
    const QSettings settings;
    StudioSettings s;
    s.theme = choice(settings, "studio/theme", s.theme, Theme::Mode::Light);
    s.language = settings.value(QStringLiteral("studio/language")).toString();
    if (settings.value(QStringLiteral("studio/device")).toString() == QLatin1String("cpu"))
        s.device = QStringLiteral("cpu");
    s.precision = choice(settings, "studio/precision", s.precision, DType::F16);
    s.threads = std::clamp(settings.value(QStringLiteral("studio/threads"), 0).toInt(), 0, 256);
    s.liveRestyle = settings.value(QStringLiteral("studio/liveRestyle"), s.liveRestyle).toBool();
    const QColor colour(settings.value(QStringLiteral("studio/maskColour")).toString());
    if (colour.isValid())
        s.maskColour = colour;
    s.maskOpacity = std::clamp(settings.value(QStringLiteral("studio/maskOpacity"), s.maskOpacity).toDouble(), 0.1, 1.0);
    return s;
}

void StudioSettings::store() const {
    QSettings settings;
    settings.setValue(QStringLiteral("studio/theme"), static_cast<int>(theme));
    settings.setValue(QStringLiteral("studio/language"), language);
    settings.setValue(QStringLiteral("studio/device"), device);
    settings.setValue(QStringLiteral("studio/precision"), static_cast<int>(precision));
    settings.setValue(QStringLiteral("studio/threads"), threads);
    settings.setValue(QStringLiteral("studio/liveRestyle"), liveRestyle);
    settings.setValue(QStringLiteral("studio/maskColour"), maskColour.name());
    settings.setValue(QStringLiteral("studio/maskOpacity"), maskOpacity);
}

} // namespace sfumato::ui
