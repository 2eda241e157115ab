// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QObject>

#include "ui/dialogs/studio_settings.h"
#include "ui/dialogs/upscale_dialog.h"

class QDialog;

namespace sfumato::service {
class StyleStore;
}

namespace sfumato::ui {

class ActionRegistry;
class DocumentTabs;
class MessageBar;
class ParametersPanel;

/// Connects the actions that open a dialog of the window's: styles, settings, Upscale, shortcuts, About.
class DialogActions final : public QObject {
    Q_OBJECT

public:
    struct Parts {
        ActionRegistry &registry;
        service::StyleStore &styles;
        UpscaleDialog::Parts upscaling;
        DocumentTabs &tabs;
        ParametersPanel &panel;
        MessageBar &messages;
        const StudioSettings &settings; ///< as they are when a dialog opens
        const bool &hasCard;            ///< likewise: whether there is a choice where to compute
        QString pictures;               ///< the folder that the settings name
    };

    DialogActions(const Parts &parts, QWidget &window);

    /// What an upscaler is for: the picture that is open, else those that will be made.
    void useUpscaler(const QString &network);

Q_SIGNALS:
    void settingsChanged(const sfumato::ui::StudioSettings &settings);
    void warned(const QStringList &warnings); ///< before enlarged()
    void enlarged(const QString &file);

private:
    void on(const char *id, const std::function<void()> &action);
    void open(QDialog *dialog);
    void upscale(const QString &network = {});
    GenerationRequest requestToWorkOver() const;

    Parts m_parts;
    QWidget &m_window;
};

} // namespace sfumato::ui
