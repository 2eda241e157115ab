// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/model_actions.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

#include "ui/actions/action_registry.h"
#include "ui/library/convert_dialog.h"
#include "ui/library/inspect_dialog.h"
#include "ui/library/library_dialog.h"
#include "ui/library/model_words.h"
#include "ui/panels/model_field.h"
#include "ui/panels/parameters_panel.h"
#include "ui/panels/second_pass_section.h"
#include "ui/prompt/prompt_words.h"
#include "ui/widgets/message_bar.h"

namespace sfumato::ui {
namespace {

using modelio::ModelKind;

const QString refinerFamily = QStringLiteral("sdxl_refiner"); ///< works after another model
const QStringList modelEndings = {QStringLiteral("safetensors"), QStringLiteral("sft"), QStringLiteral("ckpt"), QStringLiteral("pt"),
                                  QStringLiteral("pth"),         QStringLiteral("bin"), QStringLiteral("gguf")};

} // namespace

ModelActions::ModelActions(const Parts &parts, QWidget &window) : QObject(&window), m_parts(parts), m_window(window) {
    const auto on = [this](const char *id, auto action) { connect(m_parts.registry.action(QLatin1String(id)), &QAction::triggered, this, action); };
    on("model.library", [this] { showLibrary(); });
    on("model.inspect", [this] { chooseModel(tr("Inspect a model"), &ModelActions::inspect); });
    on("model.convert", [this] { chooseModel(tr("Convert a model"), &ModelActions::convert); });
    connect(&parts.panel.modelField(), &ModelField::libraryRequested, this, [this] { showLibrary(); });
    connect(&parts.panel, &ParametersPanel::libraryRequested, this, [this](ModelKind kind) { showLibrary().showKind(kind); });
    connectLibrary();
}

void ModelActions::connectLibrary() {
    auto &library = m_parts.library;
    connect(&library, &service::ModelLibrary::changed, this, &ModelActions::showModels);
    connect(&library, &service::ModelLibrary::scanned, this, &ModelActions::useDropped);
    connect(&library, &service::ModelLibrary::problemOccurred, &m_parts.messages, [this](const Error &error) { m_parts.messages.tell(error); });
    if (const auto &problem = library.problem())
        m_parts.messages.tell(*problem);
    library.rescan();
}

void ModelActions::showModels() {
    QStringList models, vaes, refiners, upscalers, encoders;
    for (const auto &[path, entry] : m_parts.library.entries()) {
        if (!entry->usable())
            continue;
        if (entry->kind == ModelKind::Model)
            (entry->family == refinerFamily ? refiners : models) << path;
        else if (entry->kind == ModelKind::Vae || entry->kind == ModelKind::TinyVae)
            vaes << path;
        else if (entry->kind == ModelKind::Upscaler)
            upscalers << path;
        else if (entry->trait == service::ModelTrait::ImageEncoder)
            encoders << path;
    }
    m_parts.panel.modelField().setModels(models);
    m_parts.panel.setVaes(vaes);
    m_parts.panel.setRefiners(refiners);
    m_parts.panel.secondPass().setUpscalers(upscalers);
    m_parts.panel.setImageEncoders(encoders);
    m_parts.words.setLibrary(m_parts.library.names(ModelKind::Lora), m_parts.library.names(ModelKind::Embedding));
}

LibraryDialog &ModelActions::showLibrary() {
    if (!m_dialog) {
        m_dialog = new LibraryDialog(m_parts.library, m_parts.thumbnails, &m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_dialog, &LibraryDialog::useRequested, this, &ModelActions::use);
        connect(m_dialog, &LibraryDialog::wordRequested, &m_parts.panel, &ParametersPanel::addWord);
        connect(m_dialog, &LibraryDialog::inspectRequested, this, &ModelActions::inspect);
        connect(m_dialog, &LibraryDialog::convertRequested, this, &ModelActions::convert);
        connect(m_dialog, &LibraryDialog::problemOccurred, &m_parts.messages, [this](const Error &error) { m_parts.messages.tell(error); });
        m_parts.library.rescan();
    }
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
    return *m_dialog;
}

void ModelActions::use(const QString &path) {
    const auto entry = m_parts.library.find(path);
    if (!entry)
        return;
    if (!entry->usable()) {
        m_parts.messages.tell(MessageBar::Kind::Problem, tr("%1 cannot be used.").arg(entry->name), problemText(*entry));
        return;
    }
    switch (entry->kind) {
    case ModelKind::Model: entry->family == refinerFamily ? m_parts.panel.useRefiner(path) : m_parts.panel.useModel(path); break;
    case ModelKind::Lora: m_parts.panel.addAdapter(path); break;
    case ModelKind::ControlNet:
    case ModelKind::T2iAdapter: m_parts.panel.addControl(path, ControlRole::Control); break;
    case ModelKind::IpAdapter: m_parts.panel.addControl(path, ControlRole::ImagePrompt); break;
    case ModelKind::Hypernetwork: m_parts.panel.addWord(QStringLiteral("<hypernet:%1:1>").arg(entry->name)); break;
    case ModelKind::Upscaler: Q_EMIT upscaleRequested(path); break;
    case ModelKind::TinyVae:
    case ModelKind::Vae: m_parts.panel.useVae(path); break;
    case ModelKind::Embedding: m_parts.panel.addWord(entry->name); break;
    default:
        if (entry->trait == service::ModelTrait::ImageEncoder)
            m_parts.panel.useImageEncoder(path);
        else
            m_parts.messages.tell(MessageBar::Kind::Note, tr("%1 is now in the library.").arg(entry->name), kindName(*entry));
    }
}

bool ModelActions::drop(const QMimeData &data) {
    QStringList places;
    for (const QUrl &url : data.urls()) {
        const QFileInfo file(url.toLocalFile());
        if (url.isLocalFile() && (file.isDir() || modelEndings.contains(file.suffix().toLower())))
            places << file.absoluteFilePath();
    }
    for (const QString &place : places)
        if (!m_parts.library.find(place))
            if (const auto added = m_parts.library.add(place); !added)
                m_parts.messages.tell(added.error());
    if (places.isEmpty())
        return false;
    m_dropped = places.first();
    if (!m_parts.library.scanning())
        useDropped();
    return true;
}

void ModelActions::useDropped() {
    const QString dropped = std::exchange(m_dropped, {});
    if (dropped.isEmpty())
        return;
    if (m_parts.library.find(dropped))
        use(dropped);
    else
        showLibrary();
}

void ModelActions::inspect(const QString &path) {
    auto *dialog = new InspectDialog(path, m_dialog ? static_cast<QWidget *>(m_dialog) : &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ModelActions::convert(const QString &path) {
    auto *dialog = new ConvertDialog(path, m_dialog ? static_cast<QWidget *>(m_dialog) : &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConvertDialog::converted, this, [this](const QString &written) {
        if (const auto added = m_parts.library.add(written); !added)
            m_parts.messages.tell(added.error());
    });
    dialog->open();
}

void ModelActions::chooseModel(const QString &title, void (ModelActions::*then)(const QString &)) {
    auto *dialog = new QFileDialog(&m_window, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Model files (%1)").arg(QStringLiteral("*.") + modelEndings.join(QStringLiteral(" *."))), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, then);
    dialog->open();
}

} // namespace sfumato::ui
