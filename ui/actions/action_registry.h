// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QKeySequence>
#include <QObject>
#include <QString>

class QAction;
class QWidget;

namespace sfumato::ui {

/// What an action is, before it exists.
struct ActionSpec {
    QString id;    ///< stable: keys are remembered by it
    QString group; ///< translated heading in the sheet of shortcuts
    QString text;  ///< translated, with mnemonic
    QList<QKeySequence> keys = {};
    QString icon = {};
    QString hint = {}; ///< what it does, where the text does not say it
};

/// Everything the window can be asked to do, each once. Menus, buttons, shortcuts and the searchable sheet read it.
/// Keys can be changed and are remembered; two actions never share one.
class ActionRegistry final : public QObject {
    Q_OBJECT

public:
    struct Entry {
        ActionSpec spec;
        QAction *action; ///< belongs to the window
    };

    /// Actions act anywhere in `window`.
    explicit ActionRegistry(QWidget &window);

    QAction *add(const ActionSpec &spec);
    QAction *action(const QString &id) const; ///< it exists
    const std::vector<Entry> &entries() const { return m_entries; }

    /// The action that has this key, or whose key begins with it; null if none. `except`: its own is no conflict.
    const Entry *ownerOf(const QKeySequence &key, const QString &except) const;
    /// Gives an action these keys and remembers them. The keys belong to nobody else.
    void rebind(const QString &id, const QList<QKeySequence> &keys);
    void resetAll();

Q_SIGNALS:
    void keysChanged();

private:
    void apply(const Entry &entry, const QList<QKeySequence> &keys);

    QWidget &m_window;
    std::vector<Entry> m_entries;
};

/// "Paint brush (B)": a text without mnemonic and its key, for tooltips.
QString withKey(const QAction &action);

} // namespace sfumato::ui
