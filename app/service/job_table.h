// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QStringList>

#include "app/service/database.h"
#include "app/service/job.h"

namespace sfumato::service {

/// The jobs of a queue in an SQLite file.
/// Thread: the one that made it.
class JobTable {
public:
    /// An empty name: for this session only.
    explicit JobTable(const QString &file);

    const std::optional<Error> &problem() const { return m_database.problem(); }

    /// All jobs in their order, the requests without pixels. One whose request cannot be read
    /// is a failed job that is not `stored`; its row stays as it is.
    std::vector<Job> load() const;
    /// In one transaction: the job at `changed`, the order of all, and takes off those that are `gone` (ids).
    Result<void> save(const std::vector<Job> &jobs, std::optional<std::size_t> changed, const QStringList &gone = {});

private:
    Result<void> write(const Job &job, int place);

    Database m_database;
};

} // namespace sfumato::service
