// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QTimer>
#include <QWidget>

#include "app/service/engine_thread.h" // makes Error known to Qt before a signal here carries one
#include "ui/history/history_model.h"

class QAction;
class QLabel;
class QLineEdit;
class QListView;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace sfumato::ui {

/// The History dock: every finished picture, to be searched, starred, opened again, dragged out.
class HistoryPanel final : public QWidget {
    Q_OBJECT

public:
    HistoryPanel(service::HistoryStore &history, service::Thumbnails &thumbnails, QWidget *parent = nullptr);

    /// The entry that is selected.
    std::optional<service::HistoryEntry> current() const;
    void select(qint64 id);
    /// Selects it wherever it is; a search or filter that hides it is taken away.
    void reveal(const service::HistoryEntry &entry);
    void focusSearch();

Q_SIGNALS:
    void openRequested(const sfumato::service::HistoryEntry &entry);
    void recipeRequested(const sfumato::service::HistoryEntry &entry);       ///< prompts and settings are to be restored
    void moreLikeThisRequested(const sfumato::service::HistoryEntry &entry); ///< variations are wanted
    void problemOccurred(const sfumato::Error &error);
    void noteOccurred(const QString &text); ///< for a message bar; plain text

private:
    void buildHeader();
    void buildList();
    void buildActions();
    QAction *addListAction(const QString &text, const QKeySequence &shortcut, void (HistoryPanel::*act)(const service::HistoryEntry &));
    void updateActions();
    void applyFilter();
    void clearFilter(bool withRejected);
    void updateState();
    void showMenu(const QPoint &position);

    void toggleStar(const service::HistoryEntry &entry);
    void toggleReject(const service::HistoryEntry &entry);
    void showParent(const service::HistoryEntry &entry);
    void copyPrompt(const service::HistoryEntry &entry);
    void copyCommandLine(const service::HistoryEntry &entry);
    void revealFile(const service::HistoryEntry &entry);
    void exportWithoutMetadata(const service::HistoryEntry &entry);
    void remove(const service::HistoryEntry &entry);
    void undoRemove();
    void report(const Result<void> &done);

    service::HistoryStore &m_history;
    HistoryModel m_model;
    QLineEdit *m_search;
    QToolButton *m_filterButton;
    QAction *m_starredOnly;
    QAction *m_withRejected;
    QListView *m_list;
    QStackedWidget *m_pages; ///< the list, or why it is empty
    QLabel *m_empty;
    QWidget *m_undoBar;
    QMenu *m_menu;
    QAction *m_star;
    QAction *m_reject;
    QAction *m_parent; ///< to the picture that the selected one was edited from
    QTimer m_searchDelay; ///< typing goes on while rows are read
    QTimer m_clock;       ///< "2 min ago" grows old
    std::optional<qint64> m_removed;
};

} // namespace sfumato::ui
