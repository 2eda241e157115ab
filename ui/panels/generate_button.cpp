// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/generate_button.h"

#include <algorithm>

#include <QProgressBar>
#include <QVBoxLayout>

#include "ui/history/picture_titles.h"
#include "ui/panels/split_button.h"
#include "ui/theme/icon.h"
#include "ui/theme/palette.h"

namespace sfumato::ui {

GenerateButton::GenerateButton(QWidget *parent)
    : QWidget(parent), m_verb(tr("Generate")), m_button(new SplitButton), m_progress(new QProgressBar) {
    m_button->setObjectName(QStringLiteral("generate"));
    m_button->setProperty("role", "primary");
    m_button->setIconSize({14, 14});
    m_button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_button);
    column->addWidget(m_progress);
    connect(m_button, &QPushButton::clicked, this, &GenerateButton::press);
    showIdle();
}

void GenerateButton::setVerb(const QString &verb) {
    m_verb = verb;
    if (m_state == State::Idle)
        showIdle();
}

void GenerateButton::show(State state, const QString &left, const QString &right) {
    if (state != m_state || m_button->icon().isNull()) {
        m_state = state;
        const QColor ink = darkPalette().onAccent; // the accent is as bright in both themes
        m_button->setIcon(icon(state == State::Idle ? QStringLiteral("generate") : QStringLiteral("stop"), ink));
        m_button->setEnabled(state != State::Cancelling);
    }
    m_button->setTexts(left, right);
}

void GenerateButton::showIdle() {
    show(State::Idle, m_verb, tr("Ctrl+Enter"));
    m_progress->setRange(0, 1);
    m_progress->setValue(0);
}

void GenerateButton::showStarting() {
    show(State::Running, tr("Cancel"), tr("starting …"));
    m_progress->setRange(0, 1);
    m_progress->setValue(0);
}

void GenerateButton::showProgress(int done, int total, double secondsLeft) {
    if (m_state == State::Cancelling)
        return;
    QString right = tr("step %1 / %2").arg(done).arg(total);
    if (secondsLeft >= 0)
        right = tr("%1 · %2 left", "step 15 / 24 · 0:06 left").arg(right, clockText(secondsLeft));
    show(State::Running, tr("Cancel"), right);
    m_progress->setRange(0, std::max(1, total));
    m_progress->setValue(done);
}

void GenerateButton::showCancelling() { show(State::Cancelling, tr("Cancelling …"), {}); }

void GenerateButton::press() {
    if (m_state == State::Idle) {
        Q_EMIT generateRequested();
    } else if (m_state == State::Running) {
        showCancelling(); // at once: the engine answers only after its step
        Q_EMIT cancelRequested();
    }
}

} // namespace sfumato::ui
