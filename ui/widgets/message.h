// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QFrame>
#include <QString>

class QHBoxLayout;
class QLabel;

namespace sfumato::ui {

/// One message of the message bar. Texts are shown as plain text.
class Message final : public QFrame {
    Q_OBJECT

public:
    /// kind: "problem" or "note", as the style sheet knows them.
    Message(const QString &kind, const QString &title, const QString &body);

    void addButton(const QString &text, const std::function<void()> &action);

    QString title() const;
    QString body() const;

Q_SIGNALS:
    void closeRequested();

private:
    QLabel *m_title;
    QLabel *m_body;
    QHBoxLayout *m_buttons;
};

} // namespace sfumato::ui
