// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/list_section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/widgets/flat_button.h"

namespace sfumato::ui {

QToolButton *makeListSection(QWidget *section, const QString &title, QLabel *empty, const QString &adds, QVBoxLayout *rows) {
    auto *caption = new QLabel(title);
    caption->setProperty("role", "caption");
    empty->setProperty("role", "caption");
    auto *add = flatButton(QStringLiteral("plus"), adds);
    add->setFocusPolicy(Qt::StrongFocus);
    auto *head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(caption);
    head->addStretch(1);
    head->addWidget(empty);
    head->addWidget(add);
    auto *column = new QVBoxLayout(section);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addLayout(rows);
    return add;
}

} // namespace sfumato::ui
