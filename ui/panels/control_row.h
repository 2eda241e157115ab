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

/// What controls can be told, by the engine's catalog.
struct ControlChoices {
    std::vector<CatalogEntry> preprocessors;
    std::vector<CatalogEntry> kinds; ///< of pictures, for union networks
};

/// One control picture of the panel: the network, the picture and what is made of it, how much and when it steers.
class ControlRow final : public QWidget {
    Q_OBJECT

public:
    ControlRow(ControlRole role, const ControlChoices &choices, QWidget *parent = nullptr);

    /// What is known of the network.
    struct Network {
        QString badge;
        QString problem;     ///< why it cannot work; empty = it can
        bool kinds = false;  ///< it is told what its picture is
        bool modes = false;  ///< it can be told who wins, the prompt or itself
    };
    void setSetting(const ControlSetting &setting, const Network &network); ///< emits nothing
    void setPicture(const QImage &picture);
    /// What the network is shown; null = not known, and `told` says why.
    void setPreview(const QImage &preview, const QString &told);

Q_SIGNALS:
    void edited(const sfumato::ui::ControlSetting &setting);
    void settled();
    void removeRequested();
    void canvasRequested();
    void fileChosen(const QString &picture);
    void pictureDropped(const QImage &picture);

private:
    QWidget *buildChoices(const ControlChoices &choices);
    void connectFields();
    void build(QWidget *choices);
    void choosePicture();
    void change(const std::function<void(ControlSetting &)> &edit);

    ControlSetting m_setting;
    QCheckBox *m_on;
    QLabel *m_facts;
    QToolButton *m_remove;
    PictureWell *m_picture;
    PictureWell *m_preview;
    QComboBox *m_preprocessor;
    QWidget *m_kindRow;
    QComboBox *m_kind;
    QWidget *m_modeRow;
    QComboBox *m_mode; ///< in the order of ControlMode
    ValueSlider *m_weight;
    ValueSlider *m_start;
    ValueSlider *m_end;
};

} // namespace sfumato::ui
