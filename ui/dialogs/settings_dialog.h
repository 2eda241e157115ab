// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "ui/dialogs/studio_settings.h"

class QCheckBox;
class QComboBox;
class QPushButton;
class QSlider;
class QSpinBox;

namespace sfumato::ui {

/// The studio's settings. Every change takes effect at once and can be taken back by changing it again.
class SettingsDialog final : public QDialog {
    Q_OBJECT

public:
    /// Where is to be computed can be chosen only where there is a choice: with a `card`.
    SettingsDialog(const StudioSettings &settings, const QString &picturesFolder, bool card, QWidget *parent = nullptr);

Q_SIGNALS:
    void changed(const sfumato::ui::StudioSettings &settings);

private:
    void build(const QString &picturesFolder, bool card);
    void showColour();
    void pickColour();
    void tell();

    StudioSettings m_settings;
    QComboBox *m_theme;
    QComboBox *m_language;
    QComboBox *m_device;
    QComboBox *m_precision;
    QSpinBox *m_threads;
    QCheckBox *m_live;
    QPushButton *m_colour;
    QSlider *m_opacity;
};

} // namespace sfumato::ui
