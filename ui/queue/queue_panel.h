// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "app/service/job_queue.h"

class QAction;
class QLabel;
class QListWidgetItem;
class QMenu;
class QPushButton;
class QStackedWidget;

namespace sfumato::ui {

class JobRow;
class QueueList;

/// The Queue dock: what runs, what waits, what has ended, and all that can be done about it.
class QueuePanel final : public QWidget {
    Q_OBJECT

public:
    explicit QueuePanel(service::JobQueue &queue, QWidget *parent = nullptr);

    /// The job that is selected; null where there is none.
    const service::Job *current() const;

private:
    void buildHeader();
    void buildActions();
    QAction *addListAction(const QString &text, const QKeySequence &shortcut, const std::function<void(const service::Job &)> &act);
    void sync();
    void rebuild();
    void updateRow(const QString &id);
    void updateHeader();
    void updateActions();
    void moveBy(const service::Job &job, int places);
    int waitingPlace(int row) const; ///< of a row of the list, among those waiting

    service::JobQueue &m_queue;
    QLabel *m_state;
    QPushButton *m_pause;
    QPushButton *m_clear;
    QueueList *m_list;
    QStackedWidget *m_pages; ///< the list, or why it is empty
    QMenu *m_menu;
    QAction *m_cancel, *m_afterImage, *m_retry, *m_runNext, *m_earlier, *m_later, *m_remove;
};

} // namespace sfumato::ui
