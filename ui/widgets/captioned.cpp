// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/captioned.h"

#include <QLabel>
#include <QVBoxLayout>

namespace sfumato::ui {

QWidget *captioned(const QString &name, QWidget *field) {
    auto *box = new QWidget;
    auto *label = new QLabel(name);
    label->setProperty("role", "caption");
    label->setBuddy(field);
    if (field->accessibleName().isEmpty()) {
        QString plain = name;
        field->setAccessibleName(plain.remove(QLatin1Char('&')));
    }
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(label);
    column->addWidget(field);
    return box;
}

} // namespace sfumato::ui
