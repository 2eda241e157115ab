// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/status_line.h"

#include <algorithm>

#include <QCoreApplication>
#include <QLabel>
#include <QLocale>
#include <QStyle>

#include "app/service/machine.h"
#include "ui/history/picture_titles.h"

namespace sfumato::ui {
namespace {

constexpr int refreshInterval = 2000; // milliseconds
constexpr double soonestEstimate = 0.3; // seconds; before that nothing can be said
constexpr double gigabyte = 1e9;

QLabel *plainLabel() {
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setContentsMargins(6, 0, 10, 0);
    return label;
}

} // namespace

StatusLine::StatusLine(QWidget *parent)
    : QStatusBar(parent), m_device(plainLabel()), m_step(plainLabel()), m_memory(plainLabel()), m_need(plainLabel()), m_size(plainLabel()), m_kept(plainLabel()) {
    setSizeGripEnabled(false);
    for (QLabel *label : {m_device, m_step, m_memory, m_need, m_size})
        addWidget(label);
    addPermanentWidget(m_kept);
    m_step->hide();
    m_need->hide();
    m_size->hide();
    m_timer.setInterval(refreshInterval);
    connect(&m_timer, &QTimer::timeout, this, &StatusLine::refresh);
    m_timer.start();
    refresh();
}

void StatusLine::setDevice(const QString &text) { m_device->setText(QStringLiteral("● ") + text); }

void StatusLine::setStepTime(double milliseconds) {
    m_step->setText(tr("%1 s / step").arg(QLocale().toString(milliseconds / 1000.0, 'f', 2)));
    m_step->show();
}

void StatusLine::setNeed(qint64 bytes, qint64 budget) {
    const bool tooMuch = budget > 0 && bytes > budget;
    m_need->setText(tr("a job needs about %1 GB").arg(QLocale().toString(static_cast<double>(bytes) / gigabyte, 'f', 1)));
    m_need->setProperty("role", tooMuch ? "problem" : "");
    m_need->style()->unpolish(m_need); // the sheet looks at the role
    m_need->style()->polish(m_need);
    m_need->show();
}

void StatusLine::setPictureSize(QSize size) {
    m_size->setVisible(!size.isEmpty());
    m_size->setText(tr("%1 × %2 px").arg(size.width()).arg(size.height()));
}

void StatusLine::setKept(const QDateTime &time) {
    m_keptAt = time;
    refresh();
}

void StatusLine::addSaving(const QString &name) {
    m_saving.push_back({name});
    m_saving.back().since.start();
    refresh();
}

void StatusLine::setSaved(const QString &name, double share) {
    const auto found = std::find_if(m_saving.begin(), m_saving.end(), [&](const Saving &saving) { return saving.name == name; });
    if (found == m_saving.end())
        return;
    found->share = share;
    refresh();
}

void StatusLine::removeSaving(const QString &name) {
    const auto found = std::find_if(m_saving.begin(), m_saving.end(), [&](const Saving &saving) { return saving.name == name; });
    if (found != m_saving.end())
        m_saving.erase(found);
    refresh();
}

void StatusLine::refresh() {
    const QLocale locale;
    m_memory->setText(tr("memory %1 of %2 GB")
                          .arg(locale.toString(static_cast<double>(service::usedMemory()) / gigabyte, 'f', 1),
                               locale.toString(static_cast<double>(service::totalMemory()) / gigabyte, 'f', 0)));
    QStringList saving;
    for (const Saving &one : m_saving)
        saving << savingText(one);
    if (!saving.isEmpty())
        m_kept->setText(saving.join(QStringLiteral(", ")));
    else
        m_kept->setText(m_keptAt.isValid() ? tr("autosaved %1").arg(agoText(m_keptAt.secsTo(QDateTime::currentDateTimeUtc()))) : QString());
}

QString StatusLine::savingText(const Saving &saving) const {
    const double passed = static_cast<double>(saving.since.elapsed()) / 1000;
    if (saving.share <= 0 || passed < soonestEstimate)
        return tr("saving %1 …").arg(saving.name);
    return tr("saving %1 · %2 % · %3 left", "a file's name, percentage, time").arg(saving.name).arg(static_cast<int>(100 * saving.share)).arg(clockText(passed * (1 - saving.share) / saving.share));
}

QString agoText(qint64 seconds) {
    constexpr qint64 minute = 60;
    constexpr qint64 hour = 60 * minute;
    seconds = std::max<qint64>(0, seconds);
    if (seconds < minute)
        return QCoreApplication::translate("StatusLine", "%1 s ago").arg(seconds);
    if (seconds < hour)
        return QCoreApplication::translate("StatusLine", "%1 min ago").arg(seconds / minute);
    return QCoreApplication::translate("StatusLine", "%1 h ago").arg(seconds / hour);
}

} // namespace sfumato::ui
