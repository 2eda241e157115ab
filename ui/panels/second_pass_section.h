// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QStringList>
#include <QWidget>

#include "ui/panels/part_settings.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace sfumato::ui {

class ValueSlider;

/// The panel's second pass: whether there is one, how it is made, and how large the picture gets.
class SecondPassSection final : public QWidget {
    Q_OBJECT

public:
    explicit SecondPassSection(QWidget *parent = nullptr);

    void setPass(const SecondPassSetting &pass); ///< emits nothing
    /// Networks to choose from, as paths.
    void setUpscalers(const QStringList &upscalers);
    /// What the first pass makes, and what the result is put into.
    void setSizes(QSize first, QSize frame);

Q_SIGNALS:
    void edited(const sfumato::ui::SecondPassSetting &pass);
    void settled();

private:
    QWidget *buildFields();
    void connectFields();
    void showWay();
    void showSizes();
    template <typename T>
    void change(T SecondPassSetting::*member, const T &value);

    SecondPassSetting m_pass;
    QSize m_first, m_frame; ///< pixels; empty = not known yet
    QCheckBox *m_on;
    QLabel *m_sizes;
    ValueSlider *m_scale;
    ValueSlider *m_strength;
    QComboBox *m_way; ///< the modes in their order, then the networks
    QSpinBox *m_steps;
    QLineEdit *m_prompt;
    QLineEdit *m_negative;
    QWidget *m_fields; ///< all but m_on
};

} // namespace sfumato::ui
