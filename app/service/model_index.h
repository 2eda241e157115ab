// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QHash>

#include "app/service/database.h"
#include "app/service/model_entry.h"
#include "app/service/model_places.h"

namespace sfumato::service {

/// What is known of model files from earlier looks at them, kept in a database: a file of the same path, size and time
/// is not opened again. Rows of files that are gone stay, since their drive may come back and a hash is dear.
/// Thread: the one that made it.
class ModelIndex {
public:
    explicit ModelIndex(const QString &file);

    const std::optional<Error> &problem() const { return m_database.problem(); }

    /// The entry as it was described last, if nothing of it has changed since.
    std::optional<ModelEntry> find(const FoundModel &found) const;
    /// Keeps descriptions. Errors: those of the database.
    Result<void> keep(const std::vector<std::pair<FoundModel, ModelEntry>> &described);

    /// The SHA-256 of a file of that size and time; empty where it is not known.
    QString hashOf(const ModelEntry &entry) const;
    Result<void> keepHash(const ModelEntry &entry, const QString &sha256);

private:
    struct Row {
        qint64 bytes = 0, modified = 0, sidecars = 0;
        QByteArray facts;
        QString sha256;
    };

    Database m_database;
    QHash<QString, Row> m_rows; ///< by path
};

} // namespace sfumato::service
