// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/noise_panel.h"

#include <algorithm>

#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include "ui/charts/step_plot.h"

namespace sfumato::ui {
namespace {

QLabel *caption(const QString &text) {
    auto *label = new QLabel(text);
    label->setProperty("role", "caption");
    return label;
}

} // namespace

NoisePanel::NoisePanel(QWidget *parent)
    : QWidget(parent), m_sigmas(new StepPlot(tr("Noise level by step"))), m_times(new StepPlot(tr("Seconds by step"))),
      m_timeName(caption(tr("seconds by step"))) {
    setObjectName(QStringLiteral("dock"));
    setAttribute(Qt::WA_StyledBackground);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 0, 6, 6);
    column->setSpacing(2);
    column->addWidget(caption(tr("σ by step")));
    column->addWidget(m_sigmas, 3);
    column->addWidget(m_timeName);
    column->addWidget(m_times, 2);
    m_timeName->hide(); // nothing has run yet
    m_times->hide();
    connect(m_sigmas, &StepPlot::startMoved, this, [this](int step) {
        const auto steps = static_cast<double>(m_sigmas->values().size()) - 1;
        Q_EMIT strengthMoved(steps > 0 ? (steps - step) / steps : 1.0);
    });
    connect(m_sigmas, &StepPlot::startSettled, this, &NoisePanel::strengthSettled);
}

void NoisePanel::setLevels(const NoiseLevels &levels, bool movable) {
    m_first = levels.first;
    m_sigmas->setValues(levels.sigmas);
    m_sigmas->setStart(levels.first, movable);
}

void NoisePanel::showNewRun() {
    m_seconds.clear();
    m_times->setValues({});
    m_sigmas->setMark(-1);
}

void NoisePanel::showStep(int step, int total, double milliseconds) {
    if (step <= 1 && static_cast<int>(m_seconds.size()) > step)
        m_seconds.clear(); // the next picture of the run
    m_sigmas->setMark(m_first + step);
    if (step <= 0)
        return;
    m_seconds.push_back(milliseconds / 1000.0);
    m_timeName->show();
    m_times->show();
    m_times->setSpan(total);
    m_times->setValues(m_seconds);
    auto sorted = m_seconds;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    m_timeName->setText(tr("seconds by step · usually %1").arg(QLocale().toString(*middle, 'f', 2)));
}

void NoisePanel::showEnd() { m_sigmas->setMark(-1); }

} // namespace sfumato::ui
