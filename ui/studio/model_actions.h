// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include "app/service/model_library.h"
#include "app/service/thumbnails.h"

class QMimeData;

namespace sfumato::ui {

class ActionRegistry;
class LibraryDialog;
class MessageBar;
class ParametersPanel;
class PromptWords;

/// What is done with models and the files around them: the library's window, inspecting, converting, using one, and
/// model files that are dropped on the window. Tells panel and prompt what the library holds.
class ModelActions final : public QObject {
    Q_OBJECT

public:
    struct Parts {
        ActionRegistry &registry;
        service::ModelLibrary &library;
        service::Thumbnails &thumbnails;
        ParametersPanel &panel;
        PromptWords &words;
        MessageBar &messages;
    };

    /// `window`: the parent of dialogs.
    ModelActions(const Parts &parts, QWidget &window);

    /// Takes model files and folders of them into the library and uses the first; false where there are none.
    bool drop(const QMimeData &data);
    LibraryDialog &showLibrary();

Q_SIGNALS:
    void upscaleRequested(const QString &network);

private:
    void connectLibrary();
    void showModels();
    void use(const QString &path);
    void useDropped();
    void inspect(const QString &path);
    void convert(const QString &path);
    void chooseModel(const QString &title, void (ModelActions::*then)(const QString &));

    Parts m_parts;
    QWidget &m_window;
    QPointer<LibraryDialog> m_dialog;
    QString m_dropped; ///< used when it has been looked at
};

} // namespace sfumato::ui
