// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/request.h"
#include "core/base/result.h"

namespace sfumato::service {

/// The pictures and masks that jobs start from, as PNG files named after their pixels: jobs that share a picture
/// share a file, and a file once written never changes.
/// Thread: any; files are written by temp and rename.
class SourcePictures {
public:
    explicit SourcePictures(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// The file that holds exactly these pixels (1 or 3 channels), written where it is not there yet, else made young again.
    /// Errors: those of writing a file.
    Result<std::filesystem::path> store(const Image &image) const;

    /// The file that holds exactly these bytes of a picture's file. `original`: its ending is taken over where it is a usual one.
    /// Errors: those of writing a file.
    Result<std::filesystem::path> storeFile(std::string_view bytes, const std::filesystem::path &original) const;

    /// Gives every picture of the request that has pixels a file here, and drops the pixels.
    Result<void> storeAll(GenerationRequest &request) const;

    /// Removes the files that nothing in `used` (names) refers to and that nobody stored after `since`.
    /// What cannot be removed is left.
    void removeUnused(const std::set<std::string> &used, std::filesystem::file_time_type since) const;

private:
    template <typename Encode>
    Result<std::filesystem::path> keep(const std::string &name, const Encode &encode) const;

    std::filesystem::path m_folder;
};

/// Every picture of a request but its mask: the one it starts from, those of controls and image prompts.
std::vector<SourceImage *> picturesOf(GenerationRequest &request);

/// The names (without folder) of the files that a request's pictures and mask lie in.
std::set<std::string> sourceNamesOf(const GenerationRequest &request);

/// Reads the pictures of a request that have a path but no pixels: transparency laid on white, masks as they stand.
/// Errors: those of the files; InvalidArgument where picture and mask differ in size.
Result<void> loadSources(GenerationRequest &request);

} // namespace sfumato::service
