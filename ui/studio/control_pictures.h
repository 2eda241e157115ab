// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include <QImage>
#include <QObject>
#include <QPointer>

#include "app/service/engine_thread.h"

namespace sfumato::ui {

class ControlsSection;
class DocumentPage;
class ParametersPanel;
struct ControlSetting;

/// Gives the panel's controls their pictures: what the canvas shows, what was dropped and a copy of what was chosen
/// becomes a file that stays, and the engine makes what a network is shown.
class ControlPictures final : public QObject {
    Q_OBJECT

public:
    /// Pictures are kept in `folder`, named after their content: undo, journals and queued jobs need them for long.
    ControlPictures(EngineThread &engine, ParametersPanel &panel, const std::filesystem::path &folder, QObject *parent = nullptr);

    /// The document whose canvas is taken; null while none is open. `native`: the model's side in pixels.
    void setPage(DocumentPage *page) { m_page = page; }
    void setNativeSize(int native) { m_native = native; }

Q_SIGNALS:
    void problem(const sfumato::Error &error);

private:
    void preview(const ControlSetting &control);
    void takeCanvas(int index);
    void keep(int index, const QImage &picture);
    void keepFile(int index, const QString &file);
    template <typename Store>
    void useStored(int index, Store store);

    EngineThread &m_engine;
    ParametersPanel &m_panel;
    ControlsSection &m_controls;
    std::filesystem::path m_folder;
    QPointer<DocumentPage> m_page;
    int m_native = 512;
};

} // namespace sfumato::ui
