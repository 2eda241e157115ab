// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QImage>
#include <QWidget>

#include "core/api/engine.h"
#include "ui/panels/part_settings.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QToolButton;

namespace sfumato::ui {

class PictureWell;
class ValueSlider;

/// One control picture of the panel: the network, the picture and what is made of it, how much and when it steers.
class ControlRow final : public QWidget {
    Q_OBJECT

public:
    ControlRow(ControlRole role, const std::vector<CatalogEntry> &preprocessors, QWidget *parent = nullptr);

    /// Emits nothing. `problem`: why it cannot work; empty = it can.
    void setSetting(const ControlSetting &setting, const QString &badge, const QString &problem);
    void setPicture(const QImage &picture);
    /// What the network is shown; null = not known, and `told` says why.
    void setPreview(const QImage &preview, const QString &told);

Q_SIGNALS:
    void edited(const sfumato::ui::ControlSetting &setting);
    void settled();
    void removeRequested();
    void canvasRequested();
    void pictureDropped(const QImage &picture);

private:
    void build();
    void choosePicture();
    void change(const std::function<void(ControlSetting &)> &edit);

    ControlSetting m_setting;
    QCheckBox *m_on;
    QLabel *m_facts;
    QToolButton *m_remove;
    PictureWell *m_picture;
    PictureWell *m_preview;
    QComboBox *m_preprocessor;
    ValueSlider *m_weight;
    ValueSlider *m_start;
    ValueSlider *m_end;
};

} // namespace sfumato::ui
