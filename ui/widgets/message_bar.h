// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include <QString>
#include <QWidget>

#include "core/base/error.h"

class QVBoxLayout;

namespace sfumato::ui {

class Message;

/// Tells, without stopping anything, what did not happen, why and what to do; with buttons that do it.
/// A message stays until it is closed, a newer one of the same title takes its place (of a problem: the same problem), or too
/// many newer ones push it out.
class MessageBar final : public QWidget {
    Q_OBJECT

public:
    static constexpr int most = 3; ///< messages at a time, the newest on top

    enum class Kind { Problem, Note };

    /// A remedy: what the button says and does.
    struct Remedy {
        QString text;
        std::function<void()> action;
    };

    explicit MessageBar(QWidget *parent = nullptr);

    /// Texts may stem from files: they are shown as plain text.
    void tell(Kind kind, const QString &title, const QString &body, const std::vector<Remedy> &remedies = {});
    void tell(const Error &error, const std::vector<Remedy> &remedies = {});
    void dismiss(const QString &title);
    void dismissAll();

    /// Of the newest message; empty where there is none.
    QString title() const;
    QString body() const;

private:
    void dismiss(Message *message);

    QVBoxLayout *m_column;
    std::deque<Message *> m_messages; ///< the newest first
};

} // namespace sfumato::ui
