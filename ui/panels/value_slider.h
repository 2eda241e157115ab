// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QSlider;

namespace sfumato::ui {

/// A number: its name, its value to type into, and a slider below.
class ValueSlider final : public QWidget {
    Q_OBJECT

public:
    struct Range {
        double least, most, step;
        int decimals;
        QString suffix = {};
    };

    ValueSlider(const QString &name, const Range &range, QWidget *parent = nullptr);

    double value() const;
    void setValue(double value); ///< emits nothing

Q_SIGNALS:
    void edited(double value); ///< by the user, while dragging too
    void settled();            ///< the user let go

private:
    void take(double value, const QObject *from);

    Range m_range;
    QDoubleSpinBox *m_box;
    QSlider *m_slider;
};

} // namespace sfumato::ui
