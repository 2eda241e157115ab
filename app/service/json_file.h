// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include <QJsonObject>

#include "core/base/result.h"

namespace sfumato::service {

/// A small file of the user's that holds one JSON object, read tolerantly and never lost: a damaged one is set aside
/// under another name, one of a later version is left alone, and keys that nobody here knows are kept.
class JsonFile {
public:
    /// Reads the file where there is one.
    JsonFile(std::filesystem::path file, int version);

    const QJsonObject &root() const { return m_root; }
    /// What a person should know about the reading: CorruptFile (set aside), UnsupportedFormat (later version), Unreadable.
    const std::optional<Error> &problem() const { return m_problem; }

    /// Keeps a copy of the file as it is before anything is written, because some of what it holds could not be used.
    void keepCopy();
    /// Replaces the value of one key and writes the file, whole or not at all. Of a file of a later version nothing is written.
    Result<void> set(const QString &key, const QJsonValue &value);

private:
    std::filesystem::path aside() const;

    std::filesystem::path m_file;
    int m_version;
    QJsonObject m_root;
    std::optional<Error> m_problem;
    bool m_leaveAlone = false;
};

} // namespace sfumato::service
