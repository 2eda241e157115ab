// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/recipe_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/service/request_infotext.h"
#include "core/base/printable.h"
#include "core/text/network_tags.h"

namespace sfumato::service {
namespace {

namespace fs = std::filesystem;
using modelio::ModelKind;

constexpr std::size_t shortestHash = 10; ///< digits; fewer could be another file's

bool isThere(const fs::path &path) {
    std::error_code unknown;
    return !path.empty() && fs::exists(path, unknown);
}

/// The last part of a path, of either system.
std::string fileNameOf(const std::string &path) {
    const std::size_t end = path.find_last_not_of("/\\");
    const std::string trimmed = path.substr(0, end + 1);
    const std::string name = trimmed.substr(trimmed.find_last_of("/\\") + 1);
    return name == "." || name == ".." ? std::string() : name;
}

bool isOf(const ModelEntry &entry, RecipeFiles::Kinds kinds) { return std::ranges::find(kinds, entry.kind) != kinds.end(); }

bool hasHash(const ModelEntry &entry, const std::string &hash) {
    return hash.size() >= shortestHash && entry.sha256.startsWith(QString::fromStdString(hash), Qt::CaseInsensitive);
}

/// "name: hash, name: hash", as the web UI lists them.
std::map<std::string, std::string> listedHashes(const std::optional<std::string> &text) {
    std::map<std::string, std::string> hashes;
    for (const QString &pair : QString::fromStdString(text.value_or("")).split(QLatin1Char(','))) {
        const qsizetype colon = pair.lastIndexOf(QLatin1Char(':'));
        if (colon > 0)
            hashes[pair.left(colon).trimmed().toStdString()] = pair.mid(colon + 1).trimmed().toStdString();
    }
    return hashes;
}

} // namespace

RecipeHashes RecipeHashes::of(const Infotext &info) {
    RecipeHashes hashes{info.find("Model hash").value_or(""), info.find("VAE hash").value_or(""), listedHashes(info.find("Lora hashes")),
                        listedHashes(info.find("TI hashes"))};
    const auto more = nlohmann::json::parse(info.find("Hashes").value_or(""), nullptr, false);
    if (!more.is_object())
        return hashes;
    for (const auto &[key, value] : more.items()) { // "model", "vae", "lora:name", "embed:name"
        if (!value.is_string())
            continue;
        if (key == "model")
            hashes.model = value;
        else if (key == "vae")
            hashes.vae = value;
        else if (key.starts_with("lora:"))
            hashes.adapters[key.substr(5)] = value;
        else if (key.starts_with("embed:"))
            hashes.embeddings[key.substr(6)] = value;
    }
    return hashes;
}

std::optional<std::string> RecipeFiles::find(Kinds kinds, const std::string &path, const std::string &hash) const {
    if (m_means.ours && isThere(path))
        return path;
    const QString name = QString::fromStdString(fileNameOf(path));
    if (name.isEmpty())
        return std::nullopt;
    const QString stem = QString::fromStdString(fs::path(name.toStdString()).stem().string());
    const ModelEntry *called = nullptr, *alike = nullptr;
    for (const auto &[place, entry] : m_means.library) {
        if (!isOf(*entry, kinds))
            continue;
        if (hasHash(*entry, hash))
            return place.toStdString();
        if (!called && place.endsWith(QLatin1Char('/') + name))
            called = entry.get();
        if (!alike && (entry->name == name || entry->name == stem))
            alike = entry.get();
    }
    if (called || alike)
        return (called ? called : alike)->path.toStdString();
    for (const fs::path &folder : m_means.models)
        for (const char *ending : {"", ".safetensors", ".ckpt"}) // the web UI leaves it out
            if (const fs::path file = folder / (name.toStdString() + ending); isThere(file))
                return file.string();
    return std::nullopt;
}

std::string RecipeFiles::calledInLibrary(Kinds kinds, const std::string &hash) const {
    for (const auto &[place, entry] : m_means.library)
        if (isOf(*entry, kinds) && hasHash(*entry, hash))
            return entry->name.toStdString();
    return {};
}

bool RecipeFiles::isInLibrary(Kinds kinds, const std::string &name) const {
    return std::ranges::any_of(m_means.library, [&](const auto &known) {
        return isOf(*known.second, kinds) && known.second->name == QString::fromStdString(fileNameOf(name));
    });
}

std::optional<std::string> RecipeFiles::findPicture(const std::string &path) const {
    if (m_means.ours && isThere(path))
        return path;
    const std::string name = fileNameOf(path);
    std::error_code unknown;
    for (const fs::path &folder : {m_means.sources, m_means.controls})
        if (!folder.empty() && !name.empty() && fs::is_regular_file(folder / name, unknown))
            return (folder / name).string();
    return std::nullopt;
}

namespace {

/// One after the other, everything in a request that is a file.
class Honouring {
public:
    Honouring(Recipe &recipe, const RecipeMeans &means, const RecipeHashes &hashes)
        : m_recipe(recipe), m_request(recipe.request), m_files(means), m_hashes(hashes) {}

    void all() {
        model();
        file(m_request.vae, "autoencoder", {ModelKind::Vae, ModelKind::TinyVae}, m_hashes.vae);
        file(m_request.refiner.model, "refiner", {ModelKind::Model});
        file(m_request.image_encoder, "image encoder", {ModelKind::Other});
        if (!file(m_request.upscaler, "upscaler", {ModelKind::Upscaler}))
            m_request.upscale = 0.0;
        if (m_request.hires)
            file(m_request.hires->upscaler, "upscaler", {ModelKind::Upscaler});
        list(m_request.adapters, "LoRA", {ModelKind::Lora});
        list(m_request.hypernetworks, "hypernetwork", {ModelKind::Hypernetwork});
        list(m_request.controls, "control network", {ModelKind::ControlNet, ModelKind::T2iAdapter});
        list(m_request.image_prompts, "IP-Adapter", {ModelKind::IpAdapter});
        for (std::string &embedding : m_request.embeddings)
            file(embedding, "embedding", {ModelKind::Embedding});
        std::erase(m_request.embeddings, "");
        pictures();
        folders();
        names();
        if (m_missing)
            note("Put what is missing into a folder of the model library, or add the folder that it lies in there, and use the settings again.");
    }

private:
    void note(std::string sentence) { m_recipe.notes.push_back(std::move(sentence)); }

    void missing(const char *what, const std::string &name, const char *consequence) {
        note(fmt::format("The {} {} was not found; {}.", what, in_quotes(name), consequence));
        m_missing = true;
    }

    void model() {
        m_request.preview_vae.clear(); // how the work is watched is this machine's business
        if (const auto config = m_files.find({ModelKind::Model}, m_request.config))
            m_request.config = *config;
        else
            m_request.config.clear();
        if (m_request.model == "builtin" || m_request.model.empty())
            return;
        const auto found = m_files.find({ModelKind::Model}, m_request.model, m_hashes.model);
        if (!found)
            missing("model", modelNameOf(fileNameOf(m_request.model)), "the one that is chosen stays");
        m_request.model = found.value_or("");
    }

    /// Whether it is there, or there is none; what is not there is emptied.
    bool file(std::string &path, const char *what, RecipeFiles::Kinds kinds, const std::string &hash = {}) {
        if (path.empty())
            return true;
        const auto found = m_files.find(kinds, path, hash);
        if (!found)
            missing(what, modelNameOf(fileNameOf(path)), "it is left out");
        path = found.value_or("");
        return found.has_value();
    }

    template <typename Use>
    void list(std::vector<Use> &uses, const char *what, RecipeFiles::Kinds kinds) {
        for (Use &use : uses)
            file(use.file, what, kinds);
        std::erase_if(uses, [](const Use &use) { return use.file.empty(); });
    }

    void pictures() {
        const auto steer = [this](auto &use) {
            const auto found = m_files.findPicture(use.image.path);
            if (!found && !use.image.path.empty())
                note(fmt::format("The picture for {} is not there; choose one in the panel.", in_quotes(modelNameOf(use.file))));
            use.image.path = found.value_or("");
        };
        std::ranges::for_each(m_request.controls, steer);
        std::ranges::for_each(m_request.image_prompts, steer);
    }

    /// Prompts find what they name in the whole library.
    void folders() {
        for (std::string *folder : {&m_request.adapter_folder, &m_request.embedding_folder, &m_request.hypernetwork_folder})
            folder->clear();
    }

    void names() {
        if (const auto stripped = text::StrippedPrompt::strip(m_request.prompt)) {
            for (auto tag = stripped->tags().rbegin(); tag != stripped->tags().rend(); ++tag) // from the end: places before it stay
                networkTag(*tag);
        }
        for (const auto &[name, hash] : m_hashes.embeddings)
            if (!m_files.isInLibrary({ModelKind::Embedding}, name))
                missing("embedding", name, "its word stays in the prompt");
    }

    void networkTag(const text::NetworkTag &tag) {
        if (tag.type == "hypernet" && !m_files.isInLibrary({ModelKind::Hypernetwork}, tag.name))
            missing("hypernetwork", tag.name, "its tag stays in the prompt");
        if ((tag.type != "lora" && tag.type != "lyco") || m_files.isInLibrary({ModelKind::Lora}, tag.name))
            return;
        const auto hash = m_hashes.adapters.find(tag.name);
        const std::string here = hash == m_hashes.adapters.end() ? std::string() : m_files.calledInLibrary({ModelKind::Lora}, hash->second);
        if (here.empty())
            return missing("LoRA", tag.name, "its tag stays in the prompt");
        m_request.prompt.replace(tag.offset + tag.type.size() + 2, tag.name.size(), here); // behind "<lora:"
        note(fmt::format("The LoRA {} is called {} here.", in_quotes(tag.name), in_quotes(here)));
    }

    Recipe &m_recipe;
    GenerationRequest &m_request;
    RecipeFiles m_files;
    const RecipeHashes &m_hashes;
    bool m_missing = false;
};

} // namespace

void honourFiles(Recipe &recipe, const RecipeMeans &means, const RecipeHashes &hashes) { Honouring(recipe, means, hashes).all(); }

} // namespace sfumato::service
