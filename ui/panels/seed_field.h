// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace sfumato::ui {

/// A seed: a number to repeat a picture, or nothing for a new one every time. The dice empties it.
class SeedField final : public QLineEdit {
    Q_OBJECT

public:
    explicit SeedField(QWidget *parent = nullptr);

    qint64 seed() const; ///< -1 = drawn for every run
    void setSeed(qint64 seed);

Q_SIGNALS:
    void seedEdited(qint64 seed);
};

} // namespace sfumato::ui
