// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/job_row.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/service/error_text.h"
#include "ui/history/picture_titles.h"
#include "ui/widgets/flat_button.h"

namespace sfumato::ui {

using service::Job;
using service::JobState;

namespace {

QString phaseText(const StepEvent &progress) {
    switch (progress.phase) {
    case Phase::Loading: return JobRow::tr("loading the model");
    case Phase::Encoding: return JobRow::tr("reading the prompt");
    case Phase::Sampling: return JobRow::tr("step %1 of %2").arg(progress.step).arg(progress.total);
    case Phase::Decoding: return JobRow::tr("decoding");
    case Phase::Enlarging: return JobRow::tr("enlarging");
    case Phase::Saving: return JobRow::tr("saving");
    }
    return {};
}

QString runningText(const Job &job) {
    QStringList parts{job.cancelling ? JobRow::tr("cancelling …") : phaseText(job.progress)};
    if (job.secondsLeft && !job.cancelling && !job.lastImage)
        parts << JobRow::tr("%1 left").arg(clockText(*job.secondsLeft));
    if (job.lastImage && !job.cancelling)
        parts << JobRow::tr("ends after this picture");
    if (job.draft.request.count > 1)
        parts << JobRow::tr("%1 of %2 done").arg(job.finished).arg(job.draft.request.count);
    return parts.join(QStringLiteral(" · "));
}

/// How far a job is, in thousandths of all its pictures.
int progressOf(const Job &job) {
    const int count = std::max(1, job.draft.request.count);
    const StepEvent &now = job.progress;
    const bool sampling = now.phase == Phase::Sampling && now.total > 0 && now.image >= job.finished;
    const double ofThis = sampling ? static_cast<double>(now.step) / now.total : now.phase == Phase::Decoding ? 1.0 : 0.0;
    return static_cast<int>(1000 * std::min(1.0, (job.finished + ofThis) / count));
}

} // namespace

QString jobTitle(const Job &job) {
    QString title = job.draft.label.isEmpty() ? pictureTitle(job.draft.mode, QString::fromStdString(job.draft.request.prompt)) : job.draft.label.simplified();
    if (job.draft.request.count > 1)
        title += QStringLiteral(" ×%1").arg(job.draft.request.count);
    return title;
}

QString jobDetail(const Job &job) {
    switch (job.state) {
    case JobState::Queued: return job.finished > 0 ? JobRow::tr("waiting · %1 of %2 done").arg(job.finished).arg(job.draft.request.count) : JobRow::tr("waiting");
    case JobState::Running: return runningText(job);
    case JobState::Done: return JobRow::tr("%n picture(s) done", nullptr, job.finished);
    case JobState::Cancelled: return job.finished > 0 ? JobRow::tr("cancelled · %n picture(s) kept", nullptr, job.finished) : JobRow::tr("cancelled");
    case JobState::Failed: return job.error ? service::errorLine(*job.error) : JobRow::tr("failed");
    }
    return {};
}

JobRow::JobRow(QWidget *parent) : QWidget(parent) {
    const auto label = [](const char *role) {
        auto *made = new QLabel;
        made->setTextFormat(Qt::PlainText);
        made->setProperty("role", QLatin1String(role));
        made->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        return made;
    };
    m_title = label("");
    m_detail = label("caption");
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(1);
    texts->addWidget(m_title);
    texts->addWidget(m_detail);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addLayout(texts, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(9, 6, 5, 6);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_progress);

    m_runNext = addButton(QStringLiteral("first"), tr("Run next"), &JobRow::runNextRequested);
    m_retry = addButton(QStringLiteral("retry"), tr("Try again"), &JobRow::retryRequested);
    m_afterImage = addButton(QStringLiteral("stop"), tr("Cancel after this picture"), &JobRow::cancelAfterImageRequested);
    m_cancel = addButton(QStringLiteral("close"), tr("Cancel"), &JobRow::cancelRequested);
    m_remove = addButton(QStringLiteral("close"), tr("Remove from the list"), &JobRow::removeRequested);
    for (QToolButton *button : {m_runNext, m_retry, m_afterImage, m_cancel, m_remove})
        row->addWidget(button, 0, Qt::AlignTop);
}

QToolButton *JobRow::addButton(const QString &name, const QString &text, void (JobRow::*signal)()) {
    auto *button = flatButton(name, text);
    button->setIconSize({14, 14});
    connect(button, &QToolButton::clicked, this, signal);
    return button;
}

void JobRow::setJob(const Job &job) {
    m_titleText = jobTitle(job);
    m_detailText = jobDetail(job);
    const char *role = job.state == JobState::Failed ? "problem" : "caption";
    if (m_detail->property("role").toString() != QLatin1String(role)) {
        m_detail->setProperty("role", QLatin1String(role));
        m_detail->style()->unpolish(m_detail); // the role chooses the colour, which is looked up again now
        m_detail->style()->polish(m_detail);
    }
    m_title->setEnabled(!job.ended());
    m_progress->setVisible(job.state == JobState::Running);
    m_progress->setValue(progressOf(job));
    m_progress->setAccessibleName(tr("Progress of %1").arg(m_titleText));
    m_runNext->setVisible(job.state == JobState::Queued);
    m_retry->setVisible(job.state == JobState::Failed || job.state == JobState::Cancelled);
    m_afterImage->setVisible(job.state == JobState::Running && job.finished + 1 < job.draft.request.count);
    m_afterImage->setEnabled(!job.lastImage && !job.cancelling);
    m_cancel->setVisible(!job.ended());
    m_cancel->setEnabled(!job.cancelling);
    m_remove->setVisible(job.ended());
    for (QToolButton *button : {m_runNext, m_retry, m_afterImage, m_cancel, m_remove})
        button->setAccessibleName(tr("%1: %2", "what a button does, and to which job").arg(button->toolTip(), m_titleText));
    setAccessibleName(m_titleText);
    setAccessibleDescription(m_detailText);
    elide();
}

void JobRow::elide() {
    m_title->setText(m_title->fontMetrics().elidedText(m_titleText, Qt::ElideRight, m_title->width()));
    m_detail->setText(m_detail->fontMetrics().elidedText(m_detailText, Qt::ElideRight, m_detail->width()));
}

void JobRow::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    elide();
}

} // namespace sfumato::ui
