// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QFrame>
#include <QString>

#include "core/base/error.h"

class QHBoxLayout;
class QLabel;

namespace sfumato::ui {

/// Tells, without stopping anything, what did not happen, why and what to do; with buttons that do it.
/// A new message takes the place of the old one; it stays until it is closed.
class MessageBar final : public QFrame {
    Q_OBJECT

public:
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

    QString title() const;
    QString body() const;

private:
    QLabel *m_title;
    QLabel *m_body;
    QHBoxLayout *m_remedies;
};

} // namespace sfumato::ui
