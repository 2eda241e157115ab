// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/queue/job_row.h"
#include "ui/queue/queue_list.h"

namespace sfumato::ui {
namespace {

constexpr int idRole = Qt::UserRole;

} // namespace

using service::Job;
using service::JobState;

QueuePanel::QueuePanel(service::JobQueue &queue, QWidget *parent) : QWidget(parent), m_queue(queue) {
    setObjectName(QStringLiteral("dock"));
    m_list = new QueueList;
    m_list->setAccessibleName(tr("Queue"));
    auto *empty = new QLabel(tr("Nothing is waiting.\n\nGenerate puts a job here with all its settings; you can go on painting and add more while it runs."));
    empty->setTextFormat(Qt::PlainText);
    empty->setProperty("role", QStringLiteral("caption"));
    empty->setWordWrap(true);
    empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    empty->setContentsMargins(12, 10, 12, 8);
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_list);
    m_pages->addWidget(empty);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 2, 8, 8);
    column->setSpacing(4);
    buildHeader();
    column->addWidget(m_pages, 1);
    buildActions();

    connect(m_list, &QueueList::moveRequested, this, [this](int from, int to) {
        if (const QListWidgetItem *item = m_list->item(from))
            m_queue.move(item->data(idRole).toString(), waitingPlace(to));
    });
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint &position) {
        if (current())
            m_menu->popup(m_list->viewport()->mapToGlobal(position));
    });
    connect(m_list, &QListWidget::currentRowChanged, this, &QueuePanel::updateActions);
    connect(&m_queue, &service::JobQueue::changed, this, &QueuePanel::sync);
    connect(&m_queue, &service::JobQueue::progressed, this, &QueuePanel::updateRow);
    sync();
}

void QueuePanel::buildHeader() {
    m_state = new QLabel;
    m_state->setTextFormat(Qt::PlainText);
    m_state->setProperty("role", QStringLiteral("caption"));
    const auto flat = [](const QString &text) {
        auto *button = new QPushButton(text);
        button->setProperty("role", QStringLiteral("flat"));
        return button;
    };
    m_pause = flat({});
    connect(m_pause, &QPushButton::clicked, this, [this] { m_queue.setPaused(!m_queue.paused()); });
    m_clear = flat(tr("Clear"));
    m_clear->setAccessibleName(tr("Take ended jobs off the list"));
    connect(m_clear, &QPushButton::clicked, this, [this] { m_queue.clearEnded(); });
    auto *row = new QHBoxLayout;
    row->setContentsMargins(4, 0, 0, 0);
    row->setSpacing(2);
    row->addWidget(m_state, 1);
    row->addWidget(m_pause);
    row->addWidget(m_clear);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
}

QAction *QueuePanel::addListAction(const QString &text, const QKeySequence &shortcut, const std::function<void(const Job &)> &act) {
    QAction *action = m_menu->addAction(text);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(action);
    connect(action, &QAction::triggered, this, [this, act] {
        if (const Job *job = current())
            act(Job(*job)); // a copy: what is done may take it off the list
    });
    return action;
}

void QueuePanel::buildActions() {
    m_menu = new QMenu(this);
    m_runNext = addListAction(tr("Run &next"), Qt::Key_Return, [this](const Job &job) { m_queue.runNext(job.id); });
    m_earlier = addListAction(tr("Move &up"), QKeySequence(Qt::ALT | Qt::Key_Up), [this](const Job &job) { moveBy(job, -1); });
    m_later = addListAction(tr("Move &down"), QKeySequence(Qt::ALT | Qt::Key_Down), [this](const Job &job) { moveBy(job, 1); });
    m_menu->addSeparator();
    m_retry = addListAction(tr("&Try again"), Qt::Key_R, [this](const Job &job) { m_queue.retry(job.id); });
    m_afterImage = addListAction(tr("Cancel &after this picture"), {}, [this](const Job &job) { m_queue.cancelAfterImage(job.id); });
    m_cancel = addListAction(tr("&Cancel"), {}, [this](const Job &job) { m_queue.cancel(job.id); });
    m_remove = addListAction(tr("&Remove from the list"), {}, [this](const Job &job) { m_queue.removeEnded(job.id); });
    auto *away = new QAction(this); // one key for both, whichever fits
    away->setShortcut(QKeySequence::Delete);
    away->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(away);
    connect(away, &QAction::triggered, this, [this] {
        if (const Job *job = current(); job && job->ended())
            m_queue.removeEnded(QString(job->id));
        else if (job)
            m_queue.cancel(QString(job->id));
    });
    updateActions();
}

const Job *QueuePanel::current() const {
    const QListWidgetItem *item = m_list->currentItem();
    return item ? m_queue.find(item->data(idRole).toString()) : nullptr;
}

void QueuePanel::updateActions() {
    const Job *job = current();
    const bool waits = job && job->state == JobState::Queued, runs = job && job->state == JobState::Running;
    for (QAction *action : {m_runNext, m_earlier, m_later})
        action->setEnabled(waits);
    m_cancel->setEnabled(waits || (runs && !job->cancelling));
    m_afterImage->setEnabled(runs && !job->lastImage && job->draft.request.count > 1);
    m_retry->setEnabled(job && (job->state == JobState::Failed || job->state == JobState::Cancelled));
    m_remove->setEnabled(job && job->ended());
}

int QueuePanel::waitingPlace(int row) const {
    return row - (m_queue.running() ? 1 : 0);
}

void QueuePanel::moveBy(const Job &job, int places) {
    const int place = waitingPlace(m_list->currentRow()) + places;
    if (place >= 0 && place < m_queue.waiting())
        m_queue.move(job.id, place);
}

void QueuePanel::sync() {
    const std::vector<Job> &jobs = m_queue.jobs();
    bool same = m_list->count() == static_cast<int>(jobs.size());
    for (int row = 0; same && row < m_list->count(); ++row)
        same = m_list->item(row)->data(idRole).toString() == jobs[static_cast<std::size_t>(row)].id;
    if (!same)
        rebuild();
    for (const Job &job : jobs)
        updateRow(job.id);
    m_pages->setCurrentIndex(jobs.empty() ? 1 : 0);
    updateHeader();
    updateActions();
}

void QueuePanel::rebuild() {
    const QListWidgetItem *selected = m_list->currentItem();
    const QString current = selected ? selected->data(idRole).toString() : QString();
    const int row = m_list->currentRow();
    const bool focused = m_list->isAncestorOf(focusWidget()) || m_list->hasFocus();
    m_list->clear();
    for (const Job &job : m_queue.jobs()) {
        auto *item = new QListWidgetItem(m_list);
        item->setData(idRole, job.id);
        auto *widget = new JobRow;
        const QString id = job.id;
        connect(widget, &JobRow::cancelRequested, this, [this, id] { m_queue.cancel(id); });
        connect(widget, &JobRow::cancelAfterImageRequested, this, [this, id] { m_queue.cancelAfterImage(id); });
        connect(widget, &JobRow::runNextRequested, this, [this, id] { m_queue.runNext(id); });
        connect(widget, &JobRow::retryRequested, this, [this, id] { m_queue.retry(id); });
        connect(widget, &JobRow::removeRequested, this, [this, id] { m_queue.removeEnded(id); });
        m_list->setItemWidget(item, widget);
        if (id == current)
            m_list->setCurrentItem(item);
    }
    if (!m_list->currentItem() && row >= 0)
        m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    if (focused)
        m_list->setFocus(); // the button that was pressed is gone
}

void QueuePanel::updateRow(const QString &id) {
    const Job *job = m_queue.find(id);
    for (int row = 0; job && row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        if (item->data(idRole).toString() != id)
            continue;
        auto *widget = static_cast<JobRow *>(m_list->itemWidget(item));
        widget->setJob(*job);
        item->setData(Qt::AccessibleTextRole, QString(jobTitle(*job) + QStringLiteral(", ") + jobDetail(*job)));
        item->setSizeHint({0, widget->sizeHint().height()});
        Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
        flags.setFlag(Qt::ItemIsDragEnabled, job->state == JobState::Queued);
        item->setFlags(flags);
    }
}

void QueuePanel::updateHeader() {
    const int waiting = m_queue.waiting();
    QStringList parts;
    if (m_queue.paused())
        parts << (m_queue.pausedByRestart() ? tr("from last time, paused") : tr("paused"));
    parts << (waiting ? tr("%n waiting", nullptr, waiting) : m_queue.running() ? tr("none waiting") : tr("idle"));
    m_state->setText(parts.join(QStringLiteral(" · ")));
    m_pause->setText(m_queue.paused() ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(m_queue.paused() ? tr("Let the queue go on") : tr("Pause the queue after the running job"));
    m_pause->setToolTip(m_pause->accessibleName());
    m_clear->setVisible(!m_queue.jobs().empty() && m_queue.jobs().back().ended());
}

} // namespace sfumato::ui
