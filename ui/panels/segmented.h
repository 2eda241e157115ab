// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QStringList>

class QButtonGroup;

namespace sfumato::ui {

/// A row of choices of which one is on. Arrow keys move between them.
class Segmented final : public QFrame {
    Q_OBJECT

public:
    Segmented(const QString &name, const QStringList &choices, QWidget *parent = nullptr);

    int current() const;
    void setCurrent(int index); ///< emits nothing

Q_SIGNALS:
    void chosen(int index); ///< by the user

private:
    QButtonGroup *m_buttons;
};

} // namespace sfumato::ui
