// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/control_pictures.h"

#include "app/document/elsewhere.h"
#include "app/service/error_text.h"
#include "app/service/image_file.h"
#include "app/service/source_pictures.h"
#include "core/base/file_io.h"
#include "ui/panels/controls_section.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_page.h"
#include "ui/studio/job_draft.h"
#include "ui/studio/picture_exchange.h"

namespace sfumato::ui {

template <typename Store>
void ControlPictures::useStored(int index, Store store) {
    // Flattening, reading and compressing take longer than a window may stand still.
    document::elsewhere(
        *this, [folder = m_folder, store = std::move(store)] { return store(service::SourcePictures(folder)); },
        [this, index](const Result<std::filesystem::path> &file) {
            if (file)
                m_controls.usePicture(index, QString::fromStdString(file->string()));
            else
                Q_EMIT problem(file.error());
        });
}

ControlPictures::ControlPictures(EngineThread &engine, ParametersPanel &panel, const std::filesystem::path &folder, QObject *parent)
    : QObject(parent), m_engine(engine), m_panel(panel), m_controls(panel.controls()), m_folder(folder) {
    connect(&m_controls, &ControlsSection::previewRequested, this, &ControlPictures::preview);
    connect(&m_controls, &ControlsSection::canvasRequested, this, &ControlPictures::takeCanvas);
    connect(&m_controls, &ControlsSection::pictureDropped, this, &ControlPictures::keep);
    connect(&m_controls, &ControlsSection::fileChosen, this, &ControlPictures::keepFile);
}

void ControlPictures::preview(const ControlSetting &control) {
    Parameters parameters = m_panel.parameters();
    ControlSetting alone = control;
    alone.on = true;
    parameters.controls = {alone};
    parameters.adapters.clear();
    auto request = requestOf(parameters);
    request.prompt.clear();
    if (m_page) {
        const QSize size = planOf(m_page->document().state(), parameters.mode, m_native).target;
        request.width = size.width();
        request.height = size.height();
    }
    m_engine.askControlPictures(request, this, [this, control](const Result<QList<QImage>> &pictures) {
        if (pictures && !pictures->isEmpty())
            m_controls.showPreview(control, pictures->first(), {});
        else
            m_controls.showPreview(control, {}, pictures ? QString() : service::errorText(pictures.error()).reason);
    });
}

void ControlPictures::takeCanvas(int index) {
    if (!m_page || !hasPicture(m_page->document().state())) {
        Q_EMIT problem({ErrorCode::InvalidArgument, "canvas", "there is no picture on it to take", "open one, or generate one first"});
        return;
    }
    useStored(index, [state = m_page->document().state()](const service::SourcePictures &pictures) {
        return pictures.store(service::onWhite(imageOf(document::flatten(state, state.frame))));
    });
}

void ControlPictures::keep(int index, const QImage &picture) {
    useStored(index, [picture](const service::SourcePictures &pictures) { return pictures.store(service::onWhite(imageOf(picture))); });
}

void ControlPictures::keepFile(int index, const QString &file) {
    useStored(index, [path = std::filesystem::path(file.toStdString())](const service::SourcePictures &pictures) -> Result<std::filesystem::path> {
        SFUMATO_TRY(const std::string bytes, read_file(path, limits::max_image_file_bytes));
        SFUMATO_CHECK(service::decodeImage(bytes, display(path))); // what is no picture is refused now, not by the job
        return pictures.storeFile(bytes, path);
    });
}

} // namespace sfumato::ui
