// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/model_places.h"

#include <algorithm>
#include <utility>

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace sfumato::service {
namespace {

using modelio::ModelKind;

constexpr int deepest = 8;             ///< folders inside folders
constexpr std::size_t most = 100'000;  ///< models in all
const QStringList endings = {QStringLiteral("safetensors"), QStringLiteral("sft"), QStringLiteral("ckpt"), QStringLiteral("pt"),
                             QStringLiteral("pth"),         QStringLiteral("bin"), QStringLiteral("gguf")};

struct KnownFolder {
    const char *name; ///< in lower case
    ModelKind promised;
};

/// Folders of A1111 (webui 1.10, modules/paths_internal.py and extensions) and ComfyUI (folder_paths.py).
constexpr KnownFolder known[] = {
    {"stable-diffusion", ModelKind::Model}, {"checkpoints", ModelKind::Model}, {"diffusers", ModelKind::Model},
    {"lora", ModelKind::Lora},              {"loras", ModelKind::Lora},        {"lycoris", ModelKind::Lora},
    {"vae", ModelKind::Vae},                {"vae-approx", ModelKind::TinyVae}, {"vae_approx", ModelKind::TinyVae},
    {"embeddings", ModelKind::Embedding},   {"controlnet", ModelKind::ControlNet}, {"t2i_adapter", ModelKind::T2iAdapter},
    {"ipadapter", ModelKind::IpAdapter},    {"ip-adapter", ModelKind::IpAdapter}, {"clip_vision", ModelKind::Other},
    {"hypernetworks", ModelKind::Hypernetwork}, {"esrgan", ModelKind::Upscaler},        {"realesrgan", ModelKind::Upscaler}, {"upscale_models", ModelKind::Upscaler},
};

const KnownFolder *knownFolder(const QString &name) {
    const auto found = std::ranges::find_if(known, [&](const KnownFolder &folder) { return name.compare(QLatin1String(folder.name), Qt::CaseInsensitive) == 0; });
    return found == std::end(known) ? nullptr : found;
}

void addKnown(const QString &folder, std::vector<ModelPlace> &places) {
    const QDir dir(folder);
    for (const QString &name : dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        if (const auto *promise = knownFolder(name))
            places.push_back({dir.filePath(name), promise->promised, true});
}

bool isWhole(const QDir &folder) {
    return folder.exists(QStringLiteral("model_index.json")) || (folder.exists(QStringLiteral("unet")) && folder.exists(QStringLiteral("vae")));
}

/// The weights of a folder that is one network with its config; empty where it is none.
QString networkIn(const QDir &folder) {
    if (!folder.exists(QStringLiteral("config.json")))
        return {};
    for (const char *stem : {"diffusion_pytorch_model", "model"})
        for (const char *ending : {".safetensors", ".fp16.safetensors", ".bin"})
            if (const QString name = QLatin1String(stem) + QLatin1String(ending); folder.exists(name))
                return folder.filePath(name);
    return {};
}

qint64 timeOf(const QFileInfo &file) { return file.lastModified().toMSecsSinceEpoch(); }

class Search {
public:
    explicit Search(const CancelToken &cancel) : m_cancel(cancel) {}

    void place(const ModelPlace &place) {
        const QFileInfo info(place.path);
        if (info.isFile()) {
            const QFileInfoList siblings = info.dir().entryInfoList(QDir::Files);
            addFile(info, namesOf(siblings), place.promised);
        } else if (const QString network = networkIn(QDir(place.path)); !network.isEmpty() || isWhole(QDir(place.path))) {
            addFolder(info, network, place.promised);
        } else {
            folder(QDir(place.path), place.promised, place.deep ? deepest : 0);
        }
    }
    std::vector<FoundModel> take() { return std::move(m_found); }

private:
    static QSet<QString> namesOf(const QFileInfoList &files) {
        QSet<QString> names;
        for (const QFileInfo &file : files)
            names << file.fileName();
        return names;
    }

    void folder(const QDir &dir, ModelKind promised, int deeper) {
        if (m_cancel.cancelled() || m_found.size() >= most || m_seen.contains(dir.canonicalPath()))
            return;
        m_seen << dir.canonicalPath();
        const QFileInfoList files = dir.entryInfoList(QDir::Files, QDir::Name);
        const QSet<QString> names = namesOf(files);
        for (const QFileInfo &file : files)
            if (endings.contains(file.suffix().toLower()))
                addFile(file, names, promised);
        for (const QFileInfo &child : dir.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
            const QDir inner(child.filePath());
            const QString network = networkIn(inner);
            if (isWhole(inner) || !network.isEmpty())
                addFolder(child, network, promised);
            else if (deeper > 0)
                folder(inner, promised, deeper - 1);
        }
    }

    void addFile(const QFileInfo &file, const QSet<QString> &names, ModelKind promised) {
        if (m_paths.contains(file.filePath()) || m_found.size() >= most)
            return;
        m_paths << file.filePath();
        FoundModel model;
        model.path = file.filePath();
        model.name = file.completeBaseName();
        model.promised = promised;
        model.bytes = file.size();
        model.modified = timeOf(file);
        takeSidecars(model, file.path(), names);
        m_found.push_back(std::move(model));
    }

    void addFolder(const QFileInfo &folder, const QString &weights, ModelKind promised) {
        if (m_paths.contains(folder.filePath()) || m_found.size() >= most)
            return;
        m_paths << folder.filePath();
        FoundModel model;
        model.path = folder.filePath();
        model.name = folder.fileName();
        model.weights = weights;
        model.promised = promised;
        addSize(QDir(folder.filePath()), 1, model);
        takeSidecars(model, folder.path(), namesOf(folder.dir().entryInfoList(QDir::Files)));
        m_found.push_back(std::move(model));
    }

    void addSize(const QDir &dir, int deeper, FoundModel &model) {
        for (const QFileInfo &file : dir.entryInfoList(QDir::Files)) {
            model.bytes += file.size();
            model.modified = std::max(model.modified, timeOf(file));
        }
        if (deeper > 0)
            for (const QFileInfo &child : dir.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot))
                addSize(QDir(child.filePath()), deeper - 1, model);
    }

    static void takeSidecars(FoundModel &model, const QString &folder, const QSet<QString> &names) {
        const QDir dir(folder);
        for (const char *ending : {".json", ".civitai.info", ".metadata.json", ".cm-info.json"})
            if (const QString name = model.name + QLatin1String(ending); names.contains(name)) {
                model.sidecars << dir.filePath(name);
                model.sidecarsModified = std::max(model.sidecarsModified, timeOf(QFileInfo(dir.filePath(name))));
            }
        for (const char *ending : {".preview.png", ".png", ".preview.jpg", ".jpg", ".preview.jpeg", ".jpeg", ".preview.webp", ".webp"})
            if (const QString name = model.name + QLatin1String(ending); names.contains(name)) {
                model.picture = dir.filePath(name);
                return;
            }
    }

    const CancelToken &m_cancel;
    std::vector<FoundModel> m_found;
    QSet<QString> m_paths;
    QSet<QString> m_seen; ///< folders, without links
};

} // namespace

std::vector<ModelPlace> modelPlacesIn(const QString &folder) {
    const QDir dir(folder);
    if (isWhole(dir)) // its parts have the names of folders too
        return {{folder, ModelKind::Model, false}};
    std::vector<ModelPlace> places;
    for (const QString &inside : {folder, dir.filePath(QStringLiteral("models")), dir.filePath(QStringLiteral("extensions/sd-webui-controlnet"))})
        addKnown(inside, places);
    if (const QString control = dir.filePath(QStringLiteral("extensions/sd-webui-controlnet/models")); QDir(control).exists())
        places.push_back({control, ModelKind::ControlNet, true});
    const bool installation = !places.empty();
    const auto *promise = knownFolder(dir.dirName());
    places.push_back({folder, promise ? promise->promised : ModelKind::Other, !installation});
    return places;
}

std::vector<FoundModel> findModels(const std::vector<ModelPlace> &places, const CancelToken &cancel) {
    Search search(cancel);
    for (const ModelPlace &place : places)
        search.place(place);
    auto found = search.take();
    std::ranges::sort(found, {}, &FoundModel::path);
    return found;
}

} // namespace sfumato::service
