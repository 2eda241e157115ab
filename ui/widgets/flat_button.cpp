// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/flat_button.h"

#include <QToolButton>

#include "ui/theme/icon.h"

namespace sfumato::ui {

QToolButton *flatButton(const QString &iconName, const QString &name, QWidget *parent) {
    auto *made = new QToolButton(parent);
    if (!iconName.isNull())
        made->setIcon(icon(iconName));
    made->setToolTip(name);
    made->setAccessibleName(name);
    made->setAutoRaise(true);
    return made;
}

} // namespace sfumato::ui
