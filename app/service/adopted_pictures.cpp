// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/adopted_pictures.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <QDir>
#include <QFileInfo>

#include "app/service/picture_metadata.h"
#include "app/service/picture_origin.h"
#include "app/service/source_pictures.h"
#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

constexpr std::size_t groupSize = 64;

/// Pictures name their sources without a folder; those that are still there are found again.
void findSource(std::string &path, const QString &folder) {
    const std::filesystem::path name = std::filesystem::path(path).filename();
    const std::filesystem::path file = std::filesystem::path(folder.toStdString()) / name;
    std::error_code unknown;
    if (!name.empty() && std::filesystem::is_regular_file(file, unknown))
        path = file.string();
}

std::optional<HistoryEntry> entryOf(const QFileInfo &file, const QString &sources) {
    const auto metadata = readPictureMetadata(file.filePath().toStdString());
    const std::string *text = metadata ? metadata->text("sfumato-origin") : nullptr;
    if (!metadata || !(metadata->request || text)) // an enlarged photograph has no recipe, but is ours
        return std::nullopt;
    GenerationRequest request = metadata->request.value_or(GenerationRequest{});
    for (SourceImage *picture : picturesOf(request))
        findSource(picture->path, sources);
    if (request.inpaint)
        findSource(request.inpaint->mask.path, sources);
    const PictureOrigin origin = (text ? readOrigin(*text) : std::nullopt).value_or(PictureOrigin{});
    HistoryEntry entry;
    entry.name = file.fileName();
    entry.folder = file.absolutePath();
    entry.prompt = QString::fromStdString(request.prompt);
    if (metadata->request)
        entry.request = QString::fromStdString(to_json(request, -1));
    entry.mode = modeNamed(origin.mode).value_or(modeOf(request));
    entry.seed = request.seed;
    entry.steps = request.steps.value_or(0);
    entry.seconds = origin.seconds;
    entry.width = metadata->width;
    entry.height = metadata->height;
    entry.created = origin.created.isValid() ? origin.created : file.lastModified().toUTC();
    entry.parent = origin.parent;
    entry.job = origin.job;
    entry.index = origin.index;
    return entry;
}

} // namespace

void readUnknownPictures(const PictureFolders &folders, const QSet<QString> &known, const std::atomic<bool> &stop,
                         const std::function<void(std::vector<HistoryEntry>)> &found) {
    std::vector<HistoryEntry> group;
    // Their names begin with the time, so that by name is by age.
    for (const QString &name : QDir(folders.pictures).entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name)) {
        if (stop)
            return;
        // Our own files only, so that a folder shared with other pictures is not read through at every start.
        if (known.contains(name) || !isResultName(name))
            continue;
        if (auto entry = entryOf(QFileInfo(QDir(folders.pictures), name), folders.sources))
            group.push_back(std::move(*entry));
        if (group.size() >= groupSize)
            found(std::exchange(group, {}));
    }
    if (!group.empty())
        found(std::move(group));
}

} // namespace sfumato::service
