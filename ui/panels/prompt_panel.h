// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/api/request.h"

class QDoubleSpinBox;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace sfumato::ui {

/// Prompt and parameters on the left, with the one button that starts and stops.
class PromptPanel final : public QWidget {
    Q_OBJECT

public:
    explicit PromptPanel(QWidget *parent = nullptr);

    /// What would run now: a complete request for the built-in model.
    GenerationRequest request() const;
    void setPrompt(const QString &prompt);
    void setSeed(qint64 seed);

    void showIdle();
    void showStarting();
    /// done of total steps, seconds left (negative = not known yet).
    void showProgress(int done, int total, double secondsLeft);
    void showCancelling();
    void showProblem(const QString &sentence);

    void remember() const; ///< writes the settings
    void recall();         ///< reads them

Q_SIGNALS:
    void generateRequested();
    void cancelRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void press();

    QPlainTextEdit *m_prompt;
    QPlainTextEdit *m_negative;
    QSpinBox *m_steps;
    QDoubleSpinBox *m_guidance;
    QSpinBox *m_seed;
    QSpinBox *m_count;
    QPushButton *m_button;
    QProgressBar *m_progress;
    QLabel *m_problem;
    bool m_running = false;
};

} // namespace sfumato::ui
