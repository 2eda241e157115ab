// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QDockWidget;
class QMainWindow;
class QMenu;
class QSplitter;
class QWidget;

namespace sfumato::ui {

/// The docks of a window and where everything stands in it: remembered between starts.
class StudioDocks final : public QObject {
    Q_OBJECT

public:
    explicit StudioDocks(QMainWindow &window);

    /// Adds a dock on the right; `id` is what its place is remembered by.
    QDockWidget *add(const QString &id, const QString &title, QWidget *content);
    /// Entries to show and hide each.
    void addToggles(QMenu &menu) const;

    /// Hides all docks and `panel`, or shows again what was there.
    void toggle(QWidget &panel);

    /// Window, docks and the splitter as they were left; else as at the first start.
    void restore(QSplitter &splitter);
    void store(const QSplitter &splitter) const;

private:
    QMainWindow &m_window;
    QList<QDockWidget *> m_docks;
    QList<QDockWidget *> m_hidden; ///< by toggle()
};

} // namespace sfumato::ui
