// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/value_slider.h"

#include <cmath>

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSlider>

namespace sfumato::ui {

ValueSlider::ValueSlider(const QString &name, const Range &range, QWidget *parent)
    : QWidget(parent), m_range(range), m_box(new QDoubleSpinBox), m_slider(new QSlider(Qt::Horizontal)) {
    auto *label = new QLabel(name);
    label->setProperty("role", "caption");
    label->setBuddy(m_box);
    QString plain = name;
    plain.remove(QLatin1Char('&'));
    m_box->setProperty("role", "value");
    m_box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_box->setAlignment(Qt::AlignRight);
    m_box->setRange(range.least, range.most);
    m_box->setDecimals(range.decimals);
    m_box->setSingleStep(range.step);
    m_box->setSuffix(range.suffix);
    m_box->setKeyboardTracking(false);
    m_box->setAccessibleName(plain);
    m_slider->setRange(0, static_cast<int>(std::lround((range.most - range.least) / range.step)));
    m_slider->setAccessibleName(plain);

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(0);
    grid->addWidget(label, 0, 0);
    grid->addWidget(m_box, 0, 1);
    grid->addWidget(m_slider, 1, 0, 1, 2);
    connect(m_box, &QDoubleSpinBox::valueChanged, this, [this](double value) { take(value, m_box); });
    connect(m_box, &QDoubleSpinBox::editingFinished, this, &ValueSlider::settled);
    connect(m_slider, &QSlider::valueChanged, this, [this](int at) { take(m_range.least + at * m_range.step, m_slider); });
    connect(m_slider, &QSlider::sliderReleased, this, &ValueSlider::settled);
}

double ValueSlider::value() const { return m_box->value(); }

void ValueSlider::setValue(double value) {
    const QSignalBlocker box(m_box);
    const QSignalBlocker slider(m_slider);
    m_box->setValue(value);
    m_slider->setValue(static_cast<int>(std::lround((value - m_range.least) / m_range.step)));
}

void ValueSlider::take(double value, const QObject *from) {
    if (from == m_slider) {
        const QSignalBlocker box(m_box);
        m_box->setValue(value);
    } else {
        const QSignalBlocker slider(m_slider);
        m_slider->setValue(static_cast<int>(std::lround((value - m_range.least) / m_range.step)));
    }
    Q_EMIT edited(m_box->value());
}

} // namespace sfumato::ui
