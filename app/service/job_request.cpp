// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/job_request.h"

#include <algorithm>
#include <filesystem>

#include <QFileInfo>
#include <QRandomGenerator>
#include <QStorageInfo>

#include <fmt/format.h>

#include "app/service/paths.h"
#include "core/base/file_io.h"

namespace sfumato::service {

void drawSeeds(GenerationRequest &request) {
    if (request.seed < 0)
        request.seed = QRandomGenerator::global()->generate();
    if (request.variation_strength > 0 && request.variation_seed.value_or(-1) < 0)
        request.variation_seed = QRandomGenerator::global()->generate();
}

void nameFolders(GenerationRequest &request) {
    const auto name = [](std::string &folder, const std::filesystem::path &root, std::initializer_list<const char *> names) {
        std::error_code ignored;
        for (const char *candidate : names)
            if (folder.empty() && std::filesystem::is_directory(root / candidate, ignored))
                folder = (root / candidate).string();
    };
    for (const std::filesystem::path &root : modelFolders()) {
        name(request.adapter_folder, root, {"loras", "Lora"});
        name(request.embedding_folder, root, {"embeddings"});
        name(request.hypernetwork_folder, root, {"hypernetworks"});
    }
}

GenerationRequest remainder(GenerationRequest request, int finished) {
    const bool varied = request.variation_seed && request.variation_strength > 0; // then the seed stays, as in A1111
    (varied ? *request.variation_seed : request.seed) += finished;
    request.count -= finished;
    return request;
}

bool hasPixels(const GenerationRequest &request) {
    const auto held = [](const auto &use) { return use.image.pixels != nullptr; };
    return (request.init && request.init->pixels) || (request.inpaint && request.inpaint->mask.pixels) ||
           std::ranges::any_of(request.controls, held) || std::ranges::any_of(request.image_prompts, held);
}

Result<void> checkSpace(const QString &folder, int pictures) {
    QString existing = QFileInfo(folder).absoluteFilePath();
    while (!QFileInfo(existing).isDir() && existing != QStringLiteral("/"))
        existing = QFileInfo(existing).path();
    const QStorageInfo disk(existing);
    constexpr qint64 megabyte = 1 << 20, reserve = 64, perPicture = 4;
    const qint64 needed = reserve + perPicture * pictures, available = disk.bytesAvailable() / megabyte;
    if (disk.isValid() && available < needed)
        return fail(ErrorCode::Unreadable, display(folder.toStdString()),
                    fmt::format("the disk has {} MB free, and the pictures need about {} MB", available, needed),
                    "free some space, or choose another folder for pictures");
    return {};
}

} // namespace sfumato::service
