// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace sfumato::ui {

/// What stands in the middle while nothing is open: prompts for the built-in model, one click to run each, and the
/// pictures opened last.
class Welcome final : public QWidget {
    Q_OBJECT

public:
    explicit Welcome(QWidget *parent = nullptr);

    /// Whether there is something to go back to.
    void setReturnable(bool returnable);
    void setRecent(const QStringList &files);

Q_SIGNALS:
    void promptChosen(const QString &prompt);
    void backRequested();
    void openRequested();
    void newRequested();
    void libraryRequested();
    void recentChosen(const QString &file);

private:
    QPushButton *m_back;
    QVBoxLayout *m_recent;
};

} // namespace sfumato::ui
