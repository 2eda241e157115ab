// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/paths.h"

#include <cstdlib>
#include <system_error>

#include <QStandardPaths>
#include <QString>

#include "core/base/file_io.h"

namespace sfumato::service {
namespace {

namespace fs = std::filesystem;

fs::path standardFolder(QStandardPaths::StandardLocation location) {
    return fs::path(QStandardPaths::writableLocation(location).toStdString());
}

fs::path programFolder() {
    std::error_code unknown;
    return fs::read_symlink("/proc/self/exe", unknown).parent_path();
}

} // namespace

fs::path resourcesFolder() {
    if (const char *chosen = std::getenv("SFUMATO_RESOURCES"); chosen && *chosen)
        return chosen;
    std::error_code unknown;
    const fs::path installed = programFolder() / "../share/sfumato";
    if (fs::is_directory(installed, unknown))
        return fs::weakly_canonical(installed, unknown);
    return SFUMATO_RESOURCES_DIR;
}

Result<fs::path> modelPath(const std::string &name) {
    if (name != "builtin")
        return fs::path(name);
    const fs::path model = resourcesFolder() / "model";
    std::error_code unknown;
    if (!fs::is_directory(model, unknown))
        return fail(ErrorCode::NotFound, "the built-in model", "is not at " + display(model),
                    "set SFUMATO_RESOURCES to the folder that holds model/, or choose another model");
    return model;
}

fs::path clipVocabularyFolder() {
    std::error_code unknown;
    const fs::path installed = resourcesFolder() / "clip";
    return fs::is_directory(installed, unknown) ? installed : fs::path(SFUMATO_CLIP_DIR);
}

std::vector<fs::path> modelFolders() {
    std::vector<fs::path> folders;
    std::error_code unknown;
    for (const fs::path &folder : {standardFolder(QStandardPaths::GenericDataLocation) / "sfumato/models",
                                   resourcesFolder() / "models"})
        if (fs::is_directory(folder, unknown))
            folders.push_back(folder);
    return folders;
}

fs::path ownWildcardFolder() {
    return standardFolder(QStandardPaths::GenericDataLocation) / "sfumato/wildcards";
}

fs::path wildcardFolder() {
    std::error_code unknown;
    if (fs::is_directory(ownWildcardFolder(), unknown))
        return ownWildcardFolder();
    for (const fs::path &folder : modelFolders())
        if (fs::is_directory(folder / "wildcards", unknown))
            return folder / "wildcards";
    return {};
}

fs::path settingsFile() {
    return standardFolder(QStandardPaths::GenericConfigLocation) / "sfumato/sfumato.ini";
}

fs::path picturesFolder() {
    return standardFolder(QStandardPaths::PicturesLocation) / "Sfumato";
}

} // namespace sfumato::service
