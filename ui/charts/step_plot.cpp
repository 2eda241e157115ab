// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes qcustomplot.h: it costs seconds to compile, and is written with Qt's keywords.
#undef QT_NO_KEYWORDS
#include "ui/charts/step_plot.h"

#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

constexpr double headroom = 1.06;   // above the largest value
constexpr int grabDistance = 10;    // pixels around the start's line
constexpr double dot = 4.0;
constexpr double mark = 8.0;

} // namespace

/// The plot and its parts, in the theme's colours.
class StepPlot::Drawing {
public:
    Drawing(QWidget *owner, const QString &name) : plot(new QCustomPlot(owner)) {
        plot->setAccessibleName(name);
        plot->setFocusPolicy(Qt::NoFocus);
        plot->setInteractions(QCP::iNone);
        plot->plotLayout()->clear();
        plot->plotLayout()->addElement(0, 0, axes = new QCPAxisRect(plot));
        axes->setAutoMargins(QCP::msLeft);
        axes->setMargins(QMargins(0, 6, 8, 6));
        x = axes->axis(QCPAxis::atBottom);
        y = axes->axis(QCPAxis::atLeft);
        x->setTicks(false);
        x->setTickLabels(false);
        x->grid()->setVisible(false);
        y->setSubTicks(false);
        y->setTickLength(0);
        y->ticker()->setTickCount(3);
        y->setNumberPrecision(3);
        for (QCPAxis *axis : {x, y})
            axis->setBasePen(Qt::NoPen);
        y->setTickPen(Qt::NoPen);
        before = plot->addGraph(x, y);
        after = plot->addGraph(x, y);
        now = plot->addGraph(x, y);
        now->setLineStyle(QCPGraph::lsNone);
        begin = new QCPItemStraightLine(plot);
        begin->setVisible(false);
    }

    void colour(const Palette &palette, QFont font) {
        font.setPointSizeF(font.pointSizeF() * 0.8);
        plot->setBackground(QBrush(palette.panel));
        y->setTickLabelFont(font);
        y->setTickLabelColor(palette.faint);
        y->grid()->setPen(QPen(palette.line, 1));
        y->grid()->setZeroLinePen(QPen(palette.line, 1));
        before->setPen(QPen(palette.disabled, 1.4));
        before->setScatterStyle({QCPScatterStyle::ssDisc, palette.disabled, palette.disabled, dot});
        after->setPen(QPen(palette.accentHover, 1.6));
        after->setScatterStyle({QCPScatterStyle::ssDisc, palette.accentHover, palette.accentHover, dot});
        now->setScatterStyle({QCPScatterStyle::ssDisc, palette.accent, palette.text, mark});
        begin->setPen(QPen(palette.text, 1.2, Qt::DashLine));
    }

    QCustomPlot *plot; ///< a child of the owner
    QCPAxisRect *axes;
    QCPAxis *x, *y;
    QCPGraph *before, *after, *now;
    QCPItemStraightLine *begin;
    bool dragging = false;
};

StepPlot::StepPlot(const QString &name, QWidget *parent) : QWidget(parent), m_drawing(std::make_unique<Drawing>(this, name)) {
    setAccessibleName(name);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_drawing->plot);
    QCustomPlot *plot = m_drawing->plot;
    const auto stepAt = [this](const QMouseEvent *event) {
        return static_cast<int>(std::lround(m_drawing->x->pixelToCoord(event->position().x())));
    };
    connect(plot, &QCustomPlot::mousePress, this, [this](QMouseEvent *event) {
        m_drawing->dragging = m_movable && std::abs(m_drawing->x->coordToPixel(m_start) - event->position().x()) <= grabDistance;
    });
    connect(plot, &QCustomPlot::mouseMove, this, [this, plot, stepAt](QMouseEvent *event) {
        const bool near = m_movable && std::abs(m_drawing->x->coordToPixel(m_start) - event->position().x()) <= grabDistance;
        plot->setCursor(near || m_drawing->dragging ? Qt::SplitHCursor : Qt::ArrowCursor);
        const int step = std::clamp(stepAt(event), 0, std::max(0, lastStep()));
        if (!m_values.empty())
            plot->setToolTip(tr("step %1: %2").arg(step).arg(QLocale().toString(m_values[static_cast<std::size_t>(step)], 'g', 3)));
        if (m_drawing->dragging)
            moveStart(step);
    });
    connect(plot, &QCustomPlot::mouseRelease, this, [this] {
        if (std::exchange(m_drawing->dragging, false))
            Q_EMIT startSettled();
    });
    redraw();
}

StepPlot::~StepPlot() = default;

void StepPlot::setValues(const std::vector<double> &values) {
    m_values = values;
    const auto finite = [](double value) { return std::isfinite(value); };
    double largest = 0;
    for (const double value : m_values)
        if (finite(value))
            largest = std::max(largest, value);
    for (double &value : m_values)
        if (!finite(value))
            value = largest;
    redraw();
}

void StepPlot::setSpan(int values) {
    m_span = values;
    redraw();
}

void StepPlot::setMark(int step) {
    if (step == m_mark)
        return;
    m_mark = step;
    redraw();
}

void StepPlot::setStart(int step, bool movable) {
    m_start = step;
    m_movable = movable;
    setFocusPolicy(movable ? Qt::StrongFocus : Qt::NoFocus);
    redraw();
}

void StepPlot::moveStart(int step) {
    step = std::clamp(step, 0, std::max(0, lastStep() - 1)); // at least one step runs
    if (step == m_start)
        return;
    m_start = step;
    redraw();
    Q_EMIT startMoved(step);
}

void StepPlot::redraw() {
    Drawing &d = *m_drawing;
    d.colour(paletteFor(palette()), font());
    QVector<double> earlierX, earlierY, laterX, laterY;
    for (int i = 0; i <= lastStep(); ++i) {
        const double value = m_values[static_cast<std::size_t>(i)];
        if (i <= m_start && m_start > 0) {
            earlierX.append(i);
            earlierY.append(value);
        }
        if (i >= m_start) {
            laterX.append(i);
            laterY.append(value);
        }
    }
    d.before->setData(earlierX, earlierY, true);
    d.after->setData(laterX, laterY, true);
    const bool marked = m_mark >= 0 && m_mark <= lastStep();
    d.now->setData(marked ? QVector<double>{double(m_mark)} : QVector<double>{},
                   marked ? QVector<double>{m_values[static_cast<std::size_t>(m_mark)]} : QVector<double>{}, true);
    d.begin->setVisible(m_movable);
    d.begin->point1->setCoords(m_start, 0);
    d.begin->point2->setCoords(m_start, 1);
    const double largest = m_values.empty() ? 1.0 : *std::max_element(m_values.begin(), m_values.end());
    d.y->setRange(0, largest > 0 ? largest * headroom : 1.0);
    d.x->setRange(-0.4, std::max({m_span - 1, lastStep(), 1}) + 0.4);
    d.plot->replot(QCustomPlot::rpQueuedReplot);
    setAccessibleDescription(m_values.empty() ? tr("nothing to show yet") : tr("%n value(s)", nullptr, static_cast<int>(m_values.size())));
}

void StepPlot::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_drawing)
        redraw();
}

void StepPlot::keyPressEvent(QKeyEvent *event) {
    const int by = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (!m_movable || by == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    moveStart(m_start + by);
    Q_EMIT startSettled();
}

} // namespace sfumato::ui
