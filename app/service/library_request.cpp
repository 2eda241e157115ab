// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/library_request.h"

#include <algorithm>
#include <optional>

#include <QDir>
#include <QFileInfo>

#include "app/service/model_library.h"
#include "app/service/model_places.h"
#include "core/text/network_tags.h"

namespace sfumato::service {
namespace {

using modelio::ModelKind;

/// As the prompt's tag has them: the first number is the text encoder's and, alone, both.
AdapterUse useOf(const text::NetworkTag &tag, const QString &file) {
    std::optional<double> text, unet;
    int position = 0;
    for (const std::string &argument : tag.arguments) {
        const QString all = QString::fromStdString(argument);
        const qsizetype equals = all.indexOf(QLatin1Char('='));
        (equals < 0 ? position++ == 0 : all.startsWith(QLatin1String("te"))) ? text = all.mid(equals + 1).toDouble() : unet = all.mid(equals + 1).toDouble();
    }
    AdapterUse use{file.toStdString(), unet.value_or(text.value_or(1.0)), {}};
    if (text.value_or(1.0) != use.weight)
        use.text_weight = text.value_or(1.0);
    return use;
}

bool isInside(const QString &path, const QString &folder) { return path == folder || path.startsWith(folder.endsWith(QLatin1Char('/')) ? folder : folder + QLatin1Char('/')); }

/// The folder of models that holds all of these files; empty where there is none.
QString commonFolder(const QStringList &files, const ModelLibrary &library) {
    for (const QString &place : library.folders())
        for (const ModelPlace &folder : modelPlacesIn(place))
            if (folder.deep && std::ranges::all_of(files, [&](const QString &file) { return isInside(file, folder.path); }))
                return folder.path;
    return {};
}

void nameAdapters(GenerationRequest &request, const ModelLibrary &library) {
    const auto stripped = text::StrippedPrompt::strip(request.prompt);
    if (!stripped || !request.adapter_folder.empty())
        return;
    std::vector<text::NetworkTag> tags;
    QStringList files;
    for (const auto &tag : stripped->tags()) {
        if (tag.type != "lora" && tag.type != "lyco")
            continue;
        const auto entry = library.named(ModelKind::Lora, QString::fromStdString(tag.name));
        if (!entry)
            return; // the engine says what is missing, and where it looked
        tags.push_back(tag);
        files << entry->path;
    }
    if (files.isEmpty())
        return;
    if (const QString folder = commonFolder(files, library); !folder.isEmpty()) {
        request.adapter_folder = folder.toStdString();
        return;
    }
    for (std::size_t i = tags.size(); i-- > 0;) // from behind: what stands before keeps its place
        request.prompt.erase(tags[i].offset, tags[i].length);
    for (std::size_t i = 0; i < tags.size(); ++i)
        request.adapters.push_back(useOf(tags[i], files[static_cast<qsizetype>(i)]));
}

/// Hypernetworks are named by tags alone.
void nameHypernetworks(GenerationRequest &request, const ModelLibrary &library) {
    const auto stripped = text::StrippedPrompt::strip(request.prompt);
    if (!stripped || !request.hypernetwork_folder.empty())
        return;
    QStringList files;
    for (const auto &tag : stripped->tags())
        if (const auto entry = tag.type == "hypernet" ? library.named(ModelKind::Hypernetwork, QString::fromStdString(tag.name)) : nullptr)
            files << entry->path;
    if (!files.isEmpty())
        request.hypernetwork_folder = commonFolder(files, library).toStdString();
}

void nameEmbeddings(GenerationRequest &request, const ModelLibrary &library) {
    if (!request.embedding_folder.empty())
        return;
    const QString said = QString::fromStdString(request.prompt + '\n' + request.negative);
    QStringList files;
    for (const auto &[path, entry] : library.entries())
        if (entry->kind == ModelKind::Embedding && entry->usable() && said.contains(entry->name, Qt::CaseInsensitive))
            files << path;
    if (files.isEmpty())
        return;
    if (const QString folder = commonFolder(files, library); !folder.isEmpty())
        request.embedding_folder = folder.toStdString();
    else
        for (const QString &file : files)
            request.embeddings.push_back(file.toStdString());
}

} // namespace

void nameFromLibrary(GenerationRequest &request, const ModelLibrary &library) {
    nameAdapters(request, library);
    nameHypernetworks(request, library);
    nameEmbeddings(request, library);
}

} // namespace sfumato::service
