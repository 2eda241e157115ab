// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "app/service/model_library.h"
#include "app/service/thumbnails.h"
#include "ui/panels/control_row.h"
#include "ui/panels/part_settings.h"

class QLabel;
class QVBoxLayout;

namespace sfumato::ui {

/// The panel's control pictures. What a network is shown of each is asked for as soon as picture or preprocessor differ.
class ControlsSection final : public QWidget {
    Q_OBJECT

public:
    ControlsSection(service::ModelLibrary &library, service::Thumbnails &thumbnails, QWidget *parent = nullptr);

    void setControls(const QList<ControlSetting> &controls); ///< emits no edited()
    void setChoices(const ControlChoices &choices);
    const QList<ControlSetting> &controls() const { return m_controls; }
    /// Adds one without a picture. Emits edited().
    void add(const QString &file, ControlRole role);
    /// Gives a control its picture. Emits edited().
    void usePicture(int index, const QString &file);
    /// The answer to previewRequested(); null with the reason where there is none. One that is out of date is dropped.
    void showPreview(const ControlSetting &control, const QImage &preview, const QString &told);

Q_SIGNALS:
    void edited(const QList<sfumato::ui::ControlSetting> &controls);
    void settled();
    void libraryRequested();
    void previewRequested(const sfumato::ui::ControlSetting &control);
    void canvasRequested(int index);
    void fileChosen(int index, const QString &picture); ///< answered by usePicture(), as are the two around it
    void pictureDropped(int index, const QImage &picture);

private:
    struct Shown {
        ControlRow *row;
        QString picture, preprocessor; ///< that a preview was asked for
    };

    void rebuild();
    void showRows();
    ControlRow *addRow(int index);
    void change(const QList<ControlSetting> &controls);
    void showPicture(int index);

    service::ModelLibrary &m_library;
    service::Thumbnails &m_thumbnails;
    ControlChoices m_choices;
    QList<ControlSetting> m_controls;
    QLabel *m_none;
    QVBoxLayout *m_rows;
    QList<Shown> m_shown;
};

} // namespace sfumato::ui
