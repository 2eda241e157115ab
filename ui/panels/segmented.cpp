// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/segmented.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>

namespace sfumato::ui {

Segmented::Segmented(const QString &name, const QStringList &choices, QWidget *parent) : QFrame(parent), m_buttons(new QButtonGroup(this)) {
    setObjectName(QStringLiteral("segments"));
    setAccessibleName(name);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 2, 2);
    row->setSpacing(2);
    for (int i = 0; i < choices.size(); ++i) {
        auto *button = new QPushButton(choices[i]);
        button->setProperty("role", "segment");
        button->setCheckable(true);
        button->setAccessibleDescription(name);
        m_buttons->addButton(button, i);
        row->addWidget(button, 1);
    }
    setCurrent(0);
    // Only the user's choice emits: idClicked follows the mouse and the space bar, arrow keys only toggle.
    connect(m_buttons, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (on)
            Q_EMIT chosen(index);
    });
}

int Segmented::current() const { return m_buttons->checkedId(); }

void Segmented::setCurrent(int index) {
    const QSignalBlocker blocker(m_buttons);
    if (auto *button = m_buttons->button(index))
        button->setChecked(true);
}

} // namespace sfumato::ui
