// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace sfumato::service {

/// Where things lie on this machine. Nothing is created by asking.

/// The folder of what is delivered with the program (model/, presets/): the environment variable
/// SFUMATO_RESOURCES, else ../share/sfumato beside the program, else the source tree the program was built from.
std::filesystem::path resourcesFolder();

/// A model as people name it, as a path: "builtin" is the one delivered with the program, all else is a path.
/// Errors: NotFound where the built-in model is not where it belongs.
Result<std::filesystem::path> modelPath(const std::string &name);

/// Where CLIP's vocabulary for single-file models lies, if setting up could fetch it: clip/ among the resources, else
/// the build folder.
std::filesystem::path clipVocabularyFolder();

/// The folders searched for models, LoRAs and the like: of the user first; only those that exist.
std::vector<std::filesystem::path> modelFolders();

/// The user's own folder of wildcards, whether or not it exists; and the one that is used: that, else wildcards/ in the
/// first of modelFolders() that has it, else none (empty).
std::filesystem::path ownWildcardFolder();
std::filesystem::path wildcardFolder();

std::filesystem::path settingsFile();  ///< the user's settings, an INI file
std::filesystem::path picturesFolder(); ///< where the studio saves finished pictures

} // namespace sfumato::service
