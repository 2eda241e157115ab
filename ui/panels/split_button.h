// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace sfumato::ui {

/// A button with one text at each end.
class SplitButton final : public QPushButton {
    Q_OBJECT

public:
    using QPushButton::QPushButton;

    void setTexts(const QString &left, const QString &right);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_left, m_right;
};

} // namespace sfumato::ui
