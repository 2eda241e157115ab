// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QProgressBar;

namespace sfumato::ui {

class SplitButton;

/// The one button that starts and, in the same place, stops; with a line of progress below.
class GenerateButton final : public QWidget {
    Q_OBJECT

public:
    explicit GenerateButton(QWidget *parent = nullptr);

    /// What pressing it would do: "Generate", "Inpaint", …
    void setVerb(const QString &verb);
    void showIdle();
    void showStarting();
    /// done of total steps; seconds left, negative while not known.
    void showProgress(int done, int total, double secondsLeft);
    void showCancelling();
    bool isRunning() const { return m_state != State::Idle; }

    void press(); ///< as by the mouse

Q_SIGNALS:
    void generateRequested();
    void cancelRequested();

private:
    enum class State { Idle, Running, Cancelling };
    void show(State state, const QString &left, const QString &right);

    State m_state = State::Idle;
    QString m_verb;
    SplitButton *m_button;
    QProgressBar *m_progress;
};

} // namespace sfumato::ui
