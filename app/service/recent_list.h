// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <QObject>
#include <QStringList>

#include "app/service/json_file.h"

namespace sfumato::service {

/// Texts that were used lately (prompts, paths of files), newest first, each once, kept in a file.
class RecentList final : public QObject {
    Q_OBJECT

public:
    /// At most `limit` texts.
    RecentList(std::filesystem::path file, int limit, QObject *parent = nullptr);

    const QStringList &items() const { return m_items; }
    const std::optional<Error> &problem() const { return m_file.problem(); }

    /// Puts a text in front. Empty ones and those of more than 64 KiB are not kept.
    Result<void> add(const QString &text);
    Result<void> remove(const QString &text);
    Result<void> clear();

Q_SIGNALS:
    void changed();

private:
    Result<void> replace(QStringList items);

    JsonFile m_file;
    int m_limit;
    QStringList m_items;
};

} // namespace sfumato::service
