// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/action_registry.h"

#include <algorithm>

#include <QAction>
#include <QSettings>
#include <QWidget>

#include "ui/theme/icon.h"

namespace sfumato::ui {
namespace {

QString settingOf(const QString &id) { return QStringLiteral("shortcuts/") + id; }

} // namespace

ActionRegistry::ActionRegistry(QWidget &window) : QObject(&window), m_window(window) {}

QAction *ActionRegistry::add(const ActionSpec &spec) {
    Q_ASSERT(std::none_of(m_entries.begin(), m_entries.end(), [&](const Entry &entry) { return entry.spec.id == spec.id; }));
    auto *action = new QAction(spec.text, &m_window);
    action->setObjectName(spec.id);
    if (!spec.icon.isEmpty())
        action->setIcon(icon(spec.icon));
    m_window.addAction(action);
    m_entries.push_back({spec, action});
    const QSettings settings;
    QList<QKeySequence> keys = spec.keys;
    if (settings.contains(settingOf(spec.id)))
        keys = QKeySequence::listFromString(settings.value(settingOf(spec.id)).toString());
    apply(m_entries.back(), keys);
    return action;
}

QAction *ActionRegistry::action(const QString &id) const {
    for (const auto &entry : m_entries)
        if (entry.spec.id == id)
            return entry.action;
    Q_ASSERT_X(false, "ActionRegistry::action", qPrintable(id));
    return nullptr;
}

const ActionRegistry::Entry *ActionRegistry::ownerOf(const QKeySequence &key, const QString &except) const {
    if (key.isEmpty())
        return nullptr;
    for (const auto &entry : m_entries) {
        if (entry.spec.id == except)
            continue;
        for (const auto &taken : entry.action->shortcuts())
            if (!taken.isEmpty() && (taken.matches(key) != QKeySequence::NoMatch || key.matches(taken) != QKeySequence::NoMatch))
                return &entry;
    }
    return nullptr;
}

void ActionRegistry::rebind(const QString &id, const QList<QKeySequence> &keys) {
    for (const auto &entry : m_entries) {
        if (entry.spec.id != id)
            continue;
        QSettings settings;
        if (keys == entry.spec.keys)
            settings.remove(settingOf(id));
        else
            settings.setValue(settingOf(id), QKeySequence::listToString(keys));
        apply(entry, keys);
        Q_EMIT keysChanged();
    }
}

void ActionRegistry::resetAll() {
    QSettings().remove(QStringLiteral("shortcuts"));
    for (const auto &entry : m_entries)
        apply(entry, entry.spec.keys);
    Q_EMIT keysChanged();
}

void ActionRegistry::apply(const Entry &entry, const QList<QKeySequence> &keys) {
    entry.action->setShortcuts(keys);
    const QString tip = withKey(*entry.action);
    entry.action->setToolTip(entry.spec.hint.isEmpty() ? tip : tip + QStringLiteral("\n") + entry.spec.hint);
}

QString withKey(const QAction &action) {
    QString text = action.text();
    text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    text = text.trimmed();
    const QString key = action.shortcut().toString(QKeySequence::NativeText);
    return key.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, key);
}

} // namespace sfumato::ui
