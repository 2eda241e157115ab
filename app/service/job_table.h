// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

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
    Result<void> save(const Job &job, int place);
    /// Writes the order alone.
    Result<void> saveOrder(const std::vector<Job> &jobs);
    Result<void> remove(const QString &id);

private:
    Database m_database;
};

} // namespace sfumato::service
