// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "app/service/job.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace sfumato::ui {

/// "Inpaint · oak tree on a hill", or what the job is called. Holds text from outside: show it as plain text.
QString jobTitle(const service::Job &job);
/// "step 15 of 24 · 0:06 left · 1 of 4 done", "waiting", why it failed.
QString jobDetail(const service::Job &job);

/// One job in the queue's list: its title, where it is, and what can be done with it.
class JobRow final : public QWidget {
    Q_OBJECT

public:
    explicit JobRow(QWidget *parent = nullptr);

    void setJob(const service::Job &job);

Q_SIGNALS:
    void cancelRequested();
    void cancelAfterImageRequested();
    void runNextRequested();
    void retryRequested();
    void removeRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QToolButton *addButton(const QString &icon, const QString &text, void (JobRow::*signal)());
    void elide();

    QString m_titleText, m_detailText;
    QLabel *m_title, *m_detail;
    QProgressBar *m_progress;
    QToolButton *m_runNext, *m_retry, *m_afterImage, *m_cancel, *m_remove;
};

} // namespace sfumato::ui
