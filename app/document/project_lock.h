// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/result.h"

class QLockFile;

namespace sfumato::document {

/// Keeps two windows or programs from writing one project: a file .NAME.lock beside it, which says whose it is. The lock of a
/// program that runs no more is taken over. Where that file cannot be made (a folder without permission) nothing is kept, and
/// nothing can be saved either. It also knows what the project was like, for those who do not ask for locks: a file manager,
/// a synchronised folder, a session that comes back late. Any thread, one at a time; let go by the destructor.
class ProjectLock {
public:
    /// `project` need not exist yet. Errors: Conflict where another window or program has it.
    static Result<std::unique_ptr<ProjectLock>> take(const std::filesystem::path &project);
    ~ProjectLock();

    bool isFor(const std::filesystem::path &project) const;

    /// Whether the project has been written by somebody else since it was locked or adopt() was called.
    bool changedElsewhere() const;
    /// The project as it is now is the one that is open here.
    void adopt();

private:
    using Stamp = std::pair<std::filesystem::file_time_type, std::uintmax_t>; ///< when it was written, how large it is

    std::optional<Stamp> stamp() const; ///< nothing where there is no file
    ProjectLock(std::filesystem::path project, std::unique_ptr<QLockFile> file);

    std::filesystem::path m_project; ///< without symbolic links
    std::unique_ptr<QLockFile> m_file;
    std::optional<Stamp> m_known;
};

} // namespace sfumato::document
