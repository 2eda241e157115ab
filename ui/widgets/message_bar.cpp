// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_bar.h"

#include <algorithm>

#include <QAccessible>
#include <QVBoxLayout>

#include "app/service/error_text.h"
#include "ui/widgets/message.h"

namespace sfumato::ui {

MessageBar::MessageBar(QWidget *parent) : QWidget(parent), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    hide();
}

void MessageBar::tell(Kind kind, const QString &title, const QString &body, const std::vector<Remedy> &remedies) {
    // What happened to one file does not unsay what happened to another.
    const auto same = std::find_if(m_messages.begin(), m_messages.end(), [&](const Message *message) {
        return message->title() == title && (kind == Kind::Note || message->body() == body);
    });
    if (same != m_messages.end())
        dismiss(*same);
    auto *message = new Message(kind == Kind::Problem ? QStringLiteral("problem") : QStringLiteral("note"), title, body);
    for (const auto &remedy : remedies)
        message->addButton(remedy.text, [this, message, action = remedy.action] {
            dismiss(message);
            action();
        });
    connect(message, &Message::closeRequested, this, [this, message] { dismiss(message); });
    m_messages.push_front(message);
    m_column->insertWidget(0, message);
    if (m_messages.size() > most)
        dismiss(m_messages.back());
    show();
    QAccessibleEvent event(message, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::tell(const Error &error, const std::vector<Remedy> &remedies) {
    const auto text = service::errorText(error);
    tell(Kind::Problem, text.title, text.advice.isEmpty() ? text.reason : text.reason + QLatin1Char(' ') + text.advice, remedies);
}

void MessageBar::dismiss(const QString &title) {
    const auto same = std::find_if(m_messages.begin(), m_messages.end(), [&](const Message *message) { return message->title() == title; });
    if (same != m_messages.end())
        dismiss(*same);
}

void MessageBar::dismissAll() {
    while (!m_messages.empty())
        dismiss(m_messages.front());
}

void MessageBar::dismiss(Message *message) {
    std::erase(m_messages, message);
    m_column->removeWidget(message);
    message->hide();
    message->deleteLater(); // it may be its button that was just pressed
    setVisible(!m_messages.empty());
}

QString MessageBar::title() const { return m_messages.empty() ? QString() : m_messages.front()->title(); }

QString MessageBar::body() const { return m_messages.empty() ? QString() : m_messages.front()->body(); }

} // namespace sfumato::ui
