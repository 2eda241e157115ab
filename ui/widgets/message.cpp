// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme/icon.h"

namespace sfumato::ui {
namespace {

QLabel *plainLabel(const QString &text, const char *role) {
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("role", QLatin1String(role));
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

Message::Message(const QString &kind, const QString &title, const QString &body)
    : m_title(plainLabel(title, "heading")), m_body(plainLabel(body, "caption")), m_buttons(new QHBoxLayout) {
    setObjectName(QStringLiteral("messageBar"));
    setProperty("kind", kind);
    setAccessibleName(title);
    setAccessibleDescription(body);
    m_body->setVisible(!body.isEmpty());
    auto *close = new QToolButton;
    close->setIcon(icon(QStringLiteral("close")));
    close->setAccessibleName(tr("Close message: %1").arg(title));
    close->setToolTip(tr("Close message"));
    connect(close, &QToolButton::clicked, this, &Message::closeRequested);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_body);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->addLayout(texts, 1);
    row->addLayout(m_buttons);
    row->addWidget(close);
}

void Message::addButton(const QString &text, const std::function<void()> &action) {
    auto *button = new QPushButton(text);
    connect(button, &QPushButton::clicked, this, action);
    m_buttons->addWidget(button);
}

QString Message::title() const { return m_title->text(); }

QString Message::body() const { return m_body->text(); }

} // namespace sfumato::ui
