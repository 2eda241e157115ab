// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "core/api/engine.h"

class QLabel;

namespace sfumato::ui {

class StepPlot;

/// The Noise schedule dock: noise level by step with the running step marked, and the time every step took.
/// For a picture that is changed, the start can be dragged: later = weaker.
class NoisePanel final : public QWidget {
    Q_OBJECT

public:
    explicit NoisePanel(QWidget *parent = nullptr);

    /// What would run; movable: the start is a strength that can be changed.
    void setLevels(const NoiseLevels &levels, bool movable);
    /// `step` of `total` steps of the run is done, and took so long.
    void showStep(int step, int total, double milliseconds);
    void showNewRun(); ///< times begin anew
    void showEnd();    ///< nothing runs; times stay

Q_SIGNALS:
    void strengthMoved(double strength); ///< 0..1, while dragging too
    void strengthSettled();

private:
    StepPlot *m_sigmas;
    StepPlot *m_times;
    QLabel *m_timeName;
    int m_first = 0;
    std::vector<double> m_seconds;
};

} // namespace sfumato::ui
