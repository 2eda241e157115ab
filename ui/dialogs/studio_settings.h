// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

#include "core/api/request.h"
#include "ui/theme/theme.h"

namespace sfumato::ui {

/// What the person has chosen for the studio as a whole; remembered between starts.
struct StudioSettings {
    Theme::Mode theme = Theme::Mode::System;
    QString language;             ///< "en", "de"; empty = the desktop's
    QString device = QStringLiteral("auto"); ///< as GenerationRequest::device
    DType precision = DType::Auto;
    int threads = 0;              ///< 0 = all
    bool liveRestyle = true;
    QColor maskColour{255, 107, 107};
    double maskOpacity = 0.5;     ///< 0..1

    bool operator==(const StudioSettings &) const = default;

    static StudioSettings load();
    void store() const;
};

} // namespace sfumato::ui
