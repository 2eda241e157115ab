// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/result.h"

class QLockFile;

namespace sfumato::document {

/// Keeps two windows or programs from writing one project: a file .NAME.lock beside it, which says whose it is. The lock of a
/// program that runs no more is taken over. Where that file cannot be made (a folder without permission) nothing is kept, and
/// nothing can be saved either. Any thread; let go by the destructor.
class ProjectLock {
public:
    /// `project` need not exist yet. Errors: Conflict where another window or program has it.
    static Result<std::unique_ptr<ProjectLock>> take(const std::filesystem::path &project);
    ~ProjectLock();

    bool isFor(const std::filesystem::path &project) const;

private:
    ProjectLock(std::filesystem::path project, std::unique_ptr<QLockFile> file);

    std::filesystem::path m_project; ///< without symbolic links
    std::unique_ptr<QLockFile> m_file;
};

} // namespace sfumato::document
