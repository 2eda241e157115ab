// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace sfumato::ui {

class ActionRegistry;

/// All actions with their keys: searchable, and each key can be changed; after them the keys that cannot. A key that is taken is refused with the
/// name of who has it.
class ShortcutSheet final : public QDialog {
    Q_OBJECT

public:
    explicit ShortcutSheet(ActionRegistry &registry, QWidget *parent = nullptr);

    void search(const QString &words);

private:
    void fill();
    void showCurrent();
    void assign();
    QString currentId() const;

    ActionRegistry &m_registry;
    QLineEdit *m_search;
    QTreeWidget *m_tree;
    QKeySequenceEdit *m_key;
    QPushButton *m_assign;
    QPushButton *m_clear;
    QLabel *m_conflict;
};

} // namespace sfumato::ui
