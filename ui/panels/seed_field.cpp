// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/seed_field.h"

#include <QAction>
#include <QRegularExpressionValidator>

#include "ui/theme/icon.h"

namespace sfumato::ui {

SeedField::SeedField(QWidget *parent) : QLineEdit(parent) {
    setAccessibleName(tr("Seed"));
    setPlaceholderText(tr("random"));
    // A seed has at most ten digits; what is larger than 2^32 - 1 is cut by seed().
    setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,10}")), this));
    auto *dice = addAction(icon(QStringLiteral("dice")), QLineEdit::TrailingPosition);
    dice->setText(tr("Random seed"));
    dice->setToolTip(tr("A new random seed for every run"));
    connect(dice, &QAction::triggered, this, [this] {
        clear();
        Q_EMIT seedEdited(-1);
    });
    connect(this, &QLineEdit::textEdited, this, [this] { Q_EMIT seedEdited(seed()); });
}

qint64 SeedField::seed() const {
    constexpr qint64 largest = 4294967295;
    return text().isEmpty() ? -1 : std::min(text().toLongLong(), largest);
}

void SeedField::setSeed(qint64 seed) {
    if (seed != this->seed())
        setText(seed < 0 ? QString() : QString::number(seed));
}

} // namespace sfumato::ui
