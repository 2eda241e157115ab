// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/prompt_panel.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QVBoxLayout>

namespace sfumato::ui {
namespace {

QLabel *caption(const QString &text, QWidget *buddy) {
    auto *label = new QLabel(text);
    label->setProperty("role", "caption");
    label->setBuddy(buddy);
    return label;
}

QPlainTextEdit *textField(const QString &name, const QString &placeholder, int lines) {
    auto *edit = new QPlainTextEdit;
    edit->setAccessibleName(name);
    edit->setPlaceholderText(placeholder);
    edit->setTabChangesFocus(true);
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * lines + 24);
    return edit;
}

QString timeLeft(double seconds) {
    const int whole = static_cast<int>(seconds + 0.5);
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

PromptPanel::PromptPanel(QWidget *parent) : QWidget(parent) {
    setObjectName(QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(fontMetrics().averageCharWidth() * 46);

    m_prompt = textField(tr("Prompt"), tr("What should be in the picture?"), 5);
    m_negative = textField(tr("Negative prompt"), tr("What should not be in it"), 2);
    m_prompt->installEventFilter(this);
    m_negative->installEventFilter(this);

    m_steps = new QSpinBox;
    m_steps->setRange(1, 150);
    m_guidance = new QDoubleSpinBox;
    m_guidance->setRange(1.0, 30.0);
    m_guidance->setSingleStep(0.5);
    m_guidance->setDecimals(1);
    m_seed = new QSpinBox;
    m_seed->setRange(-1, 2147483647);
    m_seed->setSpecialValueText(tr("random"));
    m_count = new QSpinBox;
    m_count->setRange(1, 64);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->addWidget(caption(tr("&Steps"), m_steps), 0, 0);
    grid->addWidget(caption(tr("G&uidance"), m_guidance), 0, 1);
    grid->addWidget(m_steps, 1, 0);
    grid->addWidget(m_guidance, 1, 1);
    grid->addWidget(caption(tr("S&eed"), m_seed), 2, 0);
    grid->addWidget(caption(tr("&Pictures"), m_count), 2, 1);
    grid->addWidget(m_seed, 3, 0);
    grid->addWidget(m_count, 3, 1);

    m_problem = new QLabel;
    m_problem->setProperty("role", "problem");
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_button = new QPushButton;
    m_button->setObjectName(QStringLiteral("generate"));
    m_button->setDefault(true);
    m_progress = new QProgressBar;
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(caption(tr("&Prompt"), m_prompt));
    column->addWidget(m_prompt);
    column->addWidget(caption(tr("&Negative prompt"), m_negative));
    column->addWidget(m_negative);
    column->addLayout(grid);
    column->addStretch(1);
    column->addWidget(m_problem);
    column->addWidget(m_button);
    column->addWidget(m_progress);

    connect(m_button, &QPushButton::clicked, this, &PromptPanel::press);
    recall();
    showIdle();
}

GenerationRequest PromptPanel::request() const {
    GenerationRequest request;
    request.prompt = m_prompt->toPlainText().toStdString();
    request.negative = m_negative->toPlainText().toStdString();
    request.steps = m_steps->value();
    request.guidance = m_guidance->value();
    request.seed = m_seed->value();
    request.count = m_count->value();
    return request;
}

void PromptPanel::setPrompt(const QString &prompt) { m_prompt->setPlainText(prompt); }

void PromptPanel::setSeed(qint64 seed) {
    if (seed <= m_seed->maximum())
        m_seed->setValue(static_cast<int>(seed));
}

void PromptPanel::showIdle() {
    m_running = false;
    m_button->setEnabled(true);
    m_button->setText(tr("Generate") + QStringLiteral("    Ctrl+Enter"));
    m_progress->setRange(0, 1);
    m_progress->setValue(0);
}

void PromptPanel::showStarting() {
    m_running = true;
    m_problem->clear();
    m_button->setText(tr("■  Cancel") + QStringLiteral("    ") + tr("starting …"));
    m_progress->setRange(0, 0);
}

void PromptPanel::showProgress(int done, int total, double secondsLeft) {
    QString text = tr("■  Cancel") + QStringLiteral("    ") + tr("step %1 / %2").arg(done).arg(total);
    if (secondsLeft >= 0)
        text += QStringLiteral(" · ") + tr("%1 left").arg(timeLeft(secondsLeft));
    if (m_button->isEnabled())
        m_button->setText(text);
    m_progress->setRange(0, total);
    m_progress->setValue(done);
}

void PromptPanel::showCancelling() {
    m_button->setEnabled(false);
    m_button->setText(tr("Cancelling …"));
}

void PromptPanel::showProblem(const QString &sentence) { m_problem->setText(sentence); }

void PromptPanel::remember() const {
    QSettings settings;
    settings.setValue(QStringLiteral("panel/prompt"), m_prompt->toPlainText());
    settings.setValue(QStringLiteral("panel/negative"), m_negative->toPlainText());
    settings.setValue(QStringLiteral("panel/steps"), m_steps->value());
    settings.setValue(QStringLiteral("panel/guidance"), m_guidance->value());
    settings.setValue(QStringLiteral("panel/seed"), m_seed->value());
    settings.setValue(QStringLiteral("panel/count"), m_count->value());
}

void PromptPanel::recall() {
    const QSettings settings;
    m_prompt->setPlainText(settings.value(QStringLiteral("panel/prompt")).toString());
    m_negative->setPlainText(settings.value(QStringLiteral("panel/negative")).toString());
    m_steps->setValue(settings.value(QStringLiteral("panel/steps"), 20).toInt());
    m_guidance->setValue(settings.value(QStringLiteral("panel/guidance"), 4.0).toDouble());
    m_seed->setValue(settings.value(QStringLiteral("panel/seed"), -1).toInt());
    m_count->setValue(settings.value(QStringLiteral("panel/count"), 1).toInt());
}

bool PromptPanel::eventFilter(QObject *watched, QEvent *event) {
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers() & Qt::ControlModifier) {
            if (!m_running)
                press();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void PromptPanel::press() {
    if (m_running)
        Q_EMIT cancelRequested();
    else
        Q_EMIT generateRequested();
}

} // namespace sfumato::ui
