// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/job_table.h"

#include <algorithm>
#include <array>

#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

constexpr std::array stateNames = {"queued", "running", "done", "cancelled", "failed"};

QString nameOf(JobState state) {
    return QString::fromLatin1(stateNames[static_cast<std::size_t>(state)]);
}

JobState stateNamed(const QString &name) {
    const auto found = std::ranges::find_if(stateNames, [&](const char *known) { return name == QLatin1String(known); });
    return found == stateNames.end() ? JobState::Queued : static_cast<JobState>(found - stateNames.begin());
}

QString text(const std::string &value) {
    return value.empty() ? QStringLiteral("") : QString::fromStdString(value);
}

QString text(const QString &value) {
    return value.isNull() ? QStringLiteral("") : value;
}

const Schema &schema() {
    static const Schema schema{1, 0x53665175 /* "SfQu" */,
                               {QStringLiteral("CREATE TABLE jobs (id TEXT PRIMARY KEY, place INTEGER NOT NULL, state TEXT NOT NULL, mode TEXT NOT NULL, "
                                               "label TEXT NOT NULL, parent TEXT NOT NULL, request TEXT NOT NULL, error TEXT NOT NULL, subject TEXT NOT NULL, "
                                               "reason TEXT NOT NULL, advice TEXT NOT NULL)")}};
    return schema;
}

/// Errors are kept with the stable name of their code.
ErrorCode codeNamed(const std::string &name) {
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
        if (to_string(static_cast<ErrorCode>(code)) == name)
            return static_cast<ErrorCode>(code);
    return ErrorCode::Internal;
}

Job jobAt(const QSqlQuery &row) {
    Job job;
    job.id = row.value(0).toString();
    job.state = stateNamed(row.value(1).toString());
    job.draft.mode = modeNamed(row.value(2).toString()).value_or(PictureMode::Generate);
    job.draft.label = row.value(3).toString();
    job.draft.parent = row.value(4).toString();
    if (job.state == JobState::Failed)
        job.error = Error{codeNamed(row.value(6).toString().toStdString()), row.value(7).toString().toStdString(),
                          row.value(8).toString().toStdString(), row.value(9).toString().toStdString()};
    job.restored = true;
    auto request = request_from_json(row.value(5).toString().toStdString(), "queued job");
    job.stored = request.has_value();
    if (request) {
        job.draft.request = std::move(*request);
    } else {
        job.state = JobState::Failed;
        job.error = request.error();
    }
    return job;
}

} // namespace

JobTable::JobTable(const QString &file) : m_database(file, schema()) {}

std::vector<Job> JobTable::load() const {
    std::vector<Job> jobs;
    auto rows = m_database.run(QStringLiteral("SELECT id, state, mode, label, parent, request, error, subject, reason, advice FROM jobs ORDER BY place, id"));
    while (rows && rows->next())
        jobs.push_back(jobAt(*rows));
    return jobs;
}

Result<void> JobTable::write(const Job &job, int place) {
    const Error error = job.error.value_or(Error{});
    SFUMATO_CHECK(m_database.run(QStringLiteral("INSERT OR REPLACE INTO jobs (id, place, state, mode, label, parent, request, error, subject, reason, advice) "
                                                "VALUES (?,?,?,?,?,?,?,?,?,?,?)"),
                                 {job.id, place, nameOf(job.state), nameOf(job.draft.mode), text(job.draft.label), text(job.draft.parent),
                                  text(to_json(job.draft.request, -1)), text(job.error ? std::string(to_string(error.code)) : std::string()),
                                  text(error.subject), text(error.reason), text(error.advice)}));
    return {};
}

Result<void> JobTable::save(const std::vector<Job> &jobs, std::optional<std::size_t> changed, const QStringList &gone) {
    return m_database.inTransaction([&]() -> Result<void> {
        for (const QString &id : gone)
            SFUMATO_CHECK(m_database.run(QStringLiteral("DELETE FROM jobs WHERE id = ?"), {id}));
        if (changed)
            SFUMATO_CHECK(write(jobs[*changed], static_cast<int>(*changed)));
        for (std::size_t i = 0; i < jobs.size(); ++i)
            SFUMATO_CHECK(m_database.run(QStringLiteral("UPDATE jobs SET place = ? WHERE id = ? AND place <> ?"),
                                         {static_cast<int>(i), jobs[i].id, static_cast<int>(i)}));
        return {};
    });
}

} // namespace sfumato::service
