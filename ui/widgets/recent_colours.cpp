// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/recent_colours.h"

#include <QSettings>

namespace sfumato::ui {
namespace {

constexpr int mostRecent = 12;
const QString key = QStringLiteral("canvas/recentColours");

} // namespace

QList<QColor> recentColours() {
    QList<QColor> colours;
    for (const QString &name : QSettings().value(key).toStringList())
        if (const QColor colour(name); colour.isValid() && colours.size() < mostRecent)
            colours << colour;
    return colours;
}

void rememberColour(const QColor &colour) {
    QStringList names = QSettings().value(key).toStringList();
    const QString name = colour.name();
    if (!names.isEmpty() && names.first() == name)
        return;
    names.removeAll(name);
    names.prepend(name);
    QSettings().setValue(key, QStringList(names.mid(0, mostRecent)));
}

} // namespace sfumato::ui
