// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QWidget>

namespace sfumato::ui {

/// A value over the steps of a run: a line with a dot a step, a mark at the step that runs, and, where wanted,
/// a start that can be dragged or moved by the arrow keys.
class StepPlot final : public QWidget {
    Q_OBJECT

public:
    explicit StepPlot(const QString &name, QWidget *parent = nullptr);
    ~StepPlot() override;

    /// Values by step, from step 0; what is infinite is drawn at the top.
    void setValues(const std::vector<double> &values);
    /// The room for so many values is kept even while fewer are there; 0 = as many as there are.
    void setSpan(int values);
    void setMark(int step);  ///< -1 = none
    /// What lies before is faint; draggable only where `movable`.
    void setStart(int step, bool movable);

    const std::vector<double> &values() const { return m_values; }
    int start() const { return m_start; }
    QSize sizeHint() const override { return {220, 110}; }
    QSize minimumSizeHint() const override { return {120, 80}; }

Q_SIGNALS:
    void startMoved(int step); ///< by the user, while dragging too
    void startSettled();

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Drawing; ///< all that knows QCustomPlot

    void redraw();
    void moveStart(int step);
    int lastStep() const { return static_cast<int>(m_values.size()) - 1; }

    std::vector<double> m_values;
    int m_span = 0;
    int m_mark = -1;
    int m_start = 0;
    bool m_movable = false;
    std::unique_ptr<Drawing> m_drawing;
};

} // namespace sfumato::ui
