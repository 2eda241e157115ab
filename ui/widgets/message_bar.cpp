// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_bar.h"

#include <vector>

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/service/error_text.h"
#include "ui/theme/icon.h"

namespace sfumato::ui {
namespace {

QLabel *plainLabel() {
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

MessageBar::MessageBar(QWidget *parent) : QFrame(parent), m_title(plainLabel()), m_body(plainLabel()), m_remedies(new QHBoxLayout) {
    setObjectName(QStringLiteral("messageBar"));
    m_title->setProperty("role", "heading");
    m_body->setProperty("role", "caption");
    auto *close = new QToolButton;
    close->setIcon(icon(QStringLiteral("close")));
    close->setAccessibleName(tr("Close message"));
    close->setToolTip(tr("Close message"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_body);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->addLayout(texts, 1);
    row->addLayout(m_remedies);
    row->addWidget(close);
    hide();
}

void MessageBar::tell(Kind kind, const QString &title, const QString &body, const std::vector<Remedy> &remedies) {
    setProperty("kind", kind == Kind::Problem ? QStringLiteral("problem") : QStringLiteral("note"));
    style()->unpolish(this); // the sheet looks at the kind
    style()->polish(this);
    m_title->setText(title);
    m_body->setText(body);
    m_body->setVisible(!body.isEmpty());
    while (auto *item = m_remedies->takeAt(0)) {
        item->widget()->deleteLater(); // it may be the one that was just pressed
        delete item;
    }
    for (const auto &remedy : remedies) {
        auto *button = new QPushButton(remedy.text);
        connect(button, &QPushButton::clicked, this, [this, action = remedy.action] {
            hide();
            action();
        });
        m_remedies->addWidget(button);
    }
    setAccessibleName(title);
    setAccessibleDescription(body);
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::tell(const Error &error, const std::vector<Remedy> &remedies) {
    const auto text = service::errorText(error);
    tell(Kind::Problem, text.title, text.advice.isEmpty() ? text.reason : text.reason + QLatin1Char(' ') + text.advice, remedies);
}

QString MessageBar::title() const { return m_title->text(); }

QString MessageBar::body() const { return m_body->text(); }

} // namespace sfumato::ui
