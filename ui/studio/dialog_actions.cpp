// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/dialog_actions.h"

#include <QAction>
#include <QFileInfo>

#include "app/document/document.h"
#include "ui/actions/action_registry.h"
#include "ui/actions/shortcut_sheet.h"
#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/dialogs/styles_dialog.h"
#include "ui/panels/parameters_panel.h"
#include "ui/studio/document_page.h"
#include "ui/studio/document_tabs.h"
#include "ui/studio/job_draft.h"
#include "ui/widgets/message_bar.h"

namespace sfumato::ui {

DialogActions::DialogActions(const Parts &parts, QWidget &window) : QObject(&window), m_parts(parts), m_window(window) {
    on("edit.styles", [this] { open(new StylesDialog(m_parts.styles, &m_window)); });
    on("edit.settings", [this] {
        auto *dialog = new SettingsDialog(m_parts.settings, m_parts.pictures, m_parts.hasCard, &m_window);
        connect(dialog, &SettingsDialog::changed, this, &DialogActions::settingsChanged);
        open(dialog);
    });
    on("image.upscale", [this] { upscale(); });
    on("help.shortcuts", [this] { open(new ShortcutSheet(m_parts.registry, &m_window)); });
    on("help.about", [this] { open(new AboutDialog(&m_window)); });
}

void DialogActions::on(const char *id, const std::function<void()> &action) {
    connect(m_parts.registry.action(QLatin1String(id)), &QAction::triggered, this, action);
}

void DialogActions::open(QDialog *dialog) {
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void DialogActions::useUpscaler(const QString &network) {
    if (auto *page = m_parts.tabs.current(); page && hasPicture(page->document().state()))
        return upscale(network);
    m_parts.panel.useUpscaler(network);
    m_parts.messages.tell(MessageBar::Kind::Note, tr("%1 enlarges in the second pass.").arg(QFileInfo(network).completeBaseName()),
                          tr("No picture is open; those that you generate are enlarged by it."));
}

/// The panel's, as far as it does not speak of the picture that it would make.
GenerationRequest DialogActions::requestToWorkOver() const {
    GenerationRequest request = requestOf(m_parts.panel.parameters());
    request.controls.clear();
    request.image_prompts.clear();
    request.refiner = {};
    request.hires.reset();
    request.device = m_parts.settings.device.toStdString();
    request.dtype = m_parts.settings.precision;
    request.threads = m_parts.settings.threads;
    return request;
}

void DialogActions::upscale(const QString &network) {
    const auto &state = m_parts.tabs.current()->document().state();
    if (!hasPicture(state)) {
        m_parts.messages.tell(MessageBar::Kind::Problem, tr("Nothing was enlarged."), tr("There is no picture to work on."));
        return;
    }
    auto *dialog = new UpscaleDialog(m_parts.upscaling, state, requestToWorkOver(), &m_window);
    if (!network.isEmpty())
        dialog->chooseNetwork(network);
    connect(dialog, &UpscaleDialog::warned, this, &DialogActions::warned);
    connect(dialog, &UpscaleDialog::enlarged, this, &DialogActions::enlarged);
    connect(dialog, &UpscaleDialog::libraryRequested, dialog, &QDialog::reject);
    connect(dialog, &UpscaleDialog::libraryRequested, m_parts.registry.action(QStringLiteral("model.library")), &QAction::trigger);
    open(dialog);
}

} // namespace sfumato::ui
