// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/welcome.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sfumato::ui {

Welcome::Welcome(QWidget *parent) : QWidget(parent) {
    auto *title = new QLabel(tr("What shall it be?"));
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.8);
    title->setFont(large);
    title->setStyleSheet(QStringLiteral("font-size: 18pt;"));
    auto *hint = new QLabel(tr("Describe a picture on the left and press Generate, or try one of these.\n"
                               "The built-in model knows small painted scenes: an object, a colour, a place, a time of "
                               "day, a style."));
    hint->setProperty("role", "caption");
    hint->setWordWrap(true);
    hint->setAlignment(Qt::AlignHCenter);
    hint->setMinimumWidth(420);

    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addStretch(2);
    column->addWidget(title, 0, Qt::AlignHCenter);
    column->addWidget(hint, 0, Qt::AlignHCenter);
    column->addSpacing(8);
    // Not translated: the built-in model reads English.
    for (const char *prompt : {"a red house in a meadow by day", "a watercolour of a white lighthouse at the sea at sunset",
                               "a blue boat on a lake at night, oil painting", "a yellow balloon over the mountains, flat"}) {
        auto *button = new QPushButton(QString::fromLatin1(prompt));
        button->setCursor(Qt::PointingHandCursor);
        connect(button, &QPushButton::clicked, this, [this, prompt] { Q_EMIT promptChosen(QString::fromLatin1(prompt)); });
        column->addWidget(button, 0, Qt::AlignHCenter);
    }
    column->addStretch(3);
}

} // namespace sfumato::ui
