// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/project_lock.h"

#include <QLockFile>

#include <fmt/format.h>

#include "core/base/file_io.h"
#include "core/base/printable.h"

namespace sfumato::document {
namespace {

/// One name for a file, whatever links lead to it.
std::filesystem::path plain(const std::filesystem::path &file) {
    std::error_code unknown;
    const auto found = std::filesystem::weakly_canonical(file, unknown);
    return unknown ? file : found;
}

Error taken(const std::filesystem::path &project, const QLockFile &file) {
    qint64 process = 0;
    QString host, program;
    std::string whose = "another window";
    if (file.getLockInfo(&process, &host, &program))
        whose = fmt::format("another window ({}, process {} on {})", in_quotes(program.toStdString()), process, in_quotes(host.toStdString()));
    return {ErrorCode::Conflict, display(project), fmt::format("is open in {}", whose), "save under another name, or close it there"};
}

} // namespace

ProjectLock::ProjectLock(std::filesystem::path project, std::unique_ptr<QLockFile> file) : m_project(std::move(project)), m_file(std::move(file)) {
    adopt();
}
ProjectLock::~ProjectLock() = default;

Result<std::unique_ptr<ProjectLock>> ProjectLock::take(const std::filesystem::path &project) {
    auto path = plain(project);
    const auto beside = path.parent_path() / fmt::format(".{}.lock", path.filename().string());
    auto file = std::make_unique<QLockFile>(QString::fromStdString(beside.string()));
    file->setStaleLockTime(0); // however long it is open: only a program that has gone lets go
    if (!file->tryLock(0) && file->error() == QLockFile::LockFailedError)
        return tl::unexpected(taken(path, *file));
    return std::unique_ptr<ProjectLock>(new ProjectLock(std::move(path), std::move(file)));
}

bool ProjectLock::isFor(const std::filesystem::path &project) const { return plain(project) == m_project; }

std::optional<ProjectLock::Stamp> ProjectLock::stamp() const {
    std::error_code unknown;
    const auto written = std::filesystem::last_write_time(m_project, unknown);
    const auto size = unknown ? 0 : std::filesystem::file_size(m_project, unknown);
    return unknown ? std::nullopt : std::optional(Stamp(written, size));
}

void ProjectLock::adopt() { m_known = stamp(); }

bool ProjectLock::changedElsewhere() const {
    const auto now = stamp();
    return now && now != m_known; // one that is gone can be written again
}

} // namespace sfumato::document
