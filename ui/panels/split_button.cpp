// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/split_button.h"

#include <QStyleOptionButton>
#include <QStylePainter>

namespace sfumato::ui {
namespace {

constexpr int padding = 10;
constexpr int gap = 16;

} // namespace

void SplitButton::setTexts(const QString &left, const QString &right) {
    if (left == m_left && right == m_right)
        return;
    m_left = left;
    m_right = right;
    setAccessibleName(right.isEmpty() ? left : left + QStringLiteral(", ") + right);
    updateGeometry();
    update();
}

QSize SplitButton::sizeHint() const {
    ensurePolished();
    const auto metrics = fontMetrics();
    return {metrics.horizontalAdvance(m_left) + metrics.horizontalAdvance(m_right) + gap + 2 * padding + iconSize().width() + 6,
            metrics.height() + 18};
}

void SplitButton::paintEvent(QPaintEvent *) {
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = {};
    painter.drawControl(QStyle::CE_PushButton, option);
    QRect inner = rect().adjusted(padding, 0, -padding, 0);
    const auto mode = isEnabled() ? QIcon::Normal : QIcon::Disabled;
    if (!icon().isNull()) {
        icon().paint(&painter, QRect(inner.left(), (height() - iconSize().height()) / 2, iconSize().width(), iconSize().height()),
                     Qt::AlignCenter, mode);
        inner.setLeft(inner.left() + iconSize().width() + 6);
    }
    painter.setPen(option.palette.color(QPalette::ButtonText));
    painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, m_left);
    painter.drawText(inner, Qt::AlignVCenter | Qt::AlignRight, m_right);
}

} // namespace sfumato::ui
