// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/history_store.h"

#include <utility>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlQuery>

#include "app/service/adopted_pictures.h"
#include "app/service/engine_thread.h"
#include "app/service/source_pictures.h"
#include "core/base/file_io.h"
#include "core/engine/request_json.h"

namespace sfumato::service {
namespace {

const Schema &schema() {
    static const Schema schema{
        1, 0x53664869 /* "SfHi" */,
        {QStringLiteral("CREATE TABLE pictures (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, "
                        "prompt TEXT NOT NULL, words TEXT NOT NULL, request TEXT NOT NULL, mode TEXT NOT NULL, seed INTEGER NOT NULL, "
                        "steps INTEGER NOT NULL, seconds REAL NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, created INTEGER NOT NULL, "
                        "parent TEXT NOT NULL, job TEXT NOT NULL, place INTEGER NOT NULL, init TEXT NOT NULL, mask TEXT NOT NULL, "
                        "starred INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0)"),
         QStringLiteral("CREATE INDEX pictures_by_time ON pictures (created, id)"),
         QStringLiteral("CREATE INDEX pictures_by_parent ON pictures (parent)"),
         QStringLiteral("CREATE INDEX pictures_by_job ON pictures (job, place)")}};
    return schema;
}

constexpr auto columns = "id, name, folder, prompt, request, mode, seed, steps, seconds, width, height, created, parent, job, place, starred, rejected";

HistoryEntry entryAt(const QSqlQuery &row) {
    HistoryEntry entry;
    int column = 0;
    const auto next = [&] { return row.value(column++); };
    entry.id = next().toLongLong();
    entry.name = next().toString();
    entry.folder = next().toString();
    entry.prompt = next().toString();
    entry.request = next().toString();
    entry.mode = modeNamed(next().toString()).value_or(PictureMode::Generate);
    entry.seed = next().toLongLong();
    entry.steps = next().toInt();
    entry.seconds = next().toDouble();
    entry.width = next().toInt();
    entry.height = next().toInt();
    entry.created = QDateTime::fromMSecsSinceEpoch(next().toLongLong(), Qt::UTC);
    entry.parent = next().toString();
    entry.job = next().toString();
    entry.index = next().toInt();
    entry.starred = next().toBool();
    entry.rejected = next().toBool();
    return entry;
}

/// A null text is NULL to SQLite; an empty one is not.
QString text(const QString &value) {
    return value.isNull() ? QStringLiteral("") : value;
}

/// The condition of a filter, and what is bound in it.
std::pair<QString, QVariantList> conditionOf(const HistoryFilter &filter) {
    QString where = QStringLiteral("deleted = 0");
    QVariantList values;
    for (const QString &word : filter.text.toCaseFolded().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        where += QStringLiteral(" AND instr(words, ?) > 0");
        values << word;
    }
    if (filter.starredOnly)
        where += QStringLiteral(" AND starred = 1");
    if (!filter.withRejected)
        where += QStringLiteral(" AND rejected = 0");
    if (filter.mode) {
        where += QStringLiteral(" AND mode = ?");
        values << nameOf(*filter.mode);
    }
    return {where, values};
}

QString deletedPath(const HistoryEntry &entry) {
    return entry.folder + QStringLiteral("/.deleted/") + entry.name;
}

Result<void> renameFile(const QString &from, const QString &to) {
    QDir().mkpath(QFileInfo(to).path());
    QFile file(from);
    if (!file.rename(to))
        return fail(ErrorCode::Unreadable, display(from.toStdString()), "cannot be moved: " + file.errorString().toStdString(),
                    "check the folder and its permissions");
    return {};
}

} // namespace

HistoryStore::HistoryStore(const QString &dataFolder, const QString &picturesFolder, QObject *parent)
    : QObject(parent), m_pictures(QFileInfo(picturesFolder).absoluteFilePath()), m_sources(dataFolder + QStringLiteral("/sources")),
      m_database(dataFolder + QStringLiteral("/history.db"), schema()) {
    qRegisterMetaType<HistoryEntry>();
    m_readers.setMaxThreadCount(1);
    emptyDeleted();
    adoptPictures();
}

HistoryStore::~HistoryStore() {
    m_stop = true;
    m_readers.waitForDone();
}

HistoryEntry HistoryStore::entryOf(const SavedPicture &picture) {
    const QFileInfo file(picture.path);
    HistoryEntry entry;
    entry.name = file.fileName();
    entry.folder = file.absolutePath();
    entry.prompt = QString::fromStdString(picture.request.prompt);
    if (picture.hasRecipe)
        entry.request = QString::fromStdString(to_json(picture.request, -1));
    entry.mode = modeNamed(picture.origin.mode).value_or(modeOf(picture.request));
    entry.seed = picture.seed;
    entry.steps = picture.request.steps.value_or(0);
    entry.seconds = picture.seconds;
    entry.width = picture.picture.width();
    entry.height = picture.picture.height();
    entry.created = picture.origin.created;
    entry.parent = picture.origin.parent;
    entry.job = picture.origin.job;
    entry.index = picture.origin.index;
    return entry;
}

Result<HistoryEntry> HistoryStore::add(const SavedPicture &picture) {
    HistoryEntry entry = entryOf(picture);
    SFUMATO_TRY(entry.id, insert(entry, Known::Replace));
    Q_EMIT added(entry);
    return entry;
}

Result<qint64> HistoryStore::insert(const HistoryEntry &entry, Known known) {
    QStringList pictures; // the job began with, and masks; one a line in `init`
    if (const auto request = requestOf(entry))
        for (const std::string &name : sourceNamesOf(*request))
            pictures << QString::fromStdString(name);
    const QString conflict = known == Known::Keep ? QStringLiteral("NOTHING") : QStringLiteral("UPDATE SET request = excluded.request");
    SFUMATO_TRY(QSqlQuery inserted,
                m_database.run(QStringLiteral("INSERT INTO pictures (name, folder, prompt, words, request, mode, seed, steps, seconds, width, "
                                              "height, created, parent, job, place, init, mask) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
                                              "ON CONFLICT (name) DO ") + conflict + QStringLiteral(" RETURNING id"),
                               {entry.name, entry.folder, text(entry.prompt), text(entry.prompt.toCaseFolded()), text(entry.request), nameOf(entry.mode), entry.seed,
                                entry.steps, entry.seconds, entry.width, entry.height, entry.created.toMSecsSinceEpoch(), text(entry.parent),
                                text(entry.job), entry.index, text(pictures.join(QLatin1Char('\n'))), QStringLiteral("")}));
    return inserted.next() ? inserted.value(0).toLongLong() : 0;
}

std::vector<HistoryEntry> HistoryStore::select(const QString &where, const QVariantList &values, const QString &tail) const {
    std::vector<HistoryEntry> entries;
    auto rows = m_database.run(QStringLiteral("SELECT %1 FROM pictures WHERE %2 %3").arg(QLatin1String(columns), where, tail), values);
    while (rows && rows->next()) {
        HistoryEntry &entry = entries.emplace_back(entryAt(*rows));
        // The folder of the pictures may have been moved, or have another name on another machine.
        if (entry.folder != m_pictures && !QFileInfo::exists(entry.path()) && QFileInfo::exists(m_pictures + QLatin1Char('/') + entry.name))
            entry.folder = m_pictures;
    }
    return entries;
}

std::vector<HistoryEntry> HistoryStore::page(const HistoryFilter &filter, const HistoryEntry *last, int limit) const {
    auto [where, values] = conditionOf(filter);
    if (last) {
        where += QStringLiteral(" AND (created, id) < (?, ?)");
        values << last->created.toMSecsSinceEpoch() << last->id;
    }
    values << limit;
    return select(where, values, QStringLiteral("ORDER BY created DESC, id DESC LIMIT ?"));
}

int HistoryStore::count(const HistoryFilter &filter) const {
    const auto [where, values] = conditionOf(filter);
    auto rows = m_database.run(QStringLiteral("SELECT count(*) FROM pictures WHERE ") + where, values);
    return rows && rows->next() ? rows->value(0).toInt() : 0;
}

std::optional<HistoryEntry> HistoryStore::find(qint64 id) const {
    const auto entries = select(QStringLiteral("id = ? AND deleted = 0"), {id});
    return entries.empty() ? std::nullopt : std::optional(entries.front());
}

std::optional<HistoryEntry> HistoryStore::findByName(const QString &name) const {
    const auto entries = select(QStringLiteral("name = ? AND deleted = 0"), {name});
    return entries.empty() ? std::nullopt : std::optional(entries.front());
}

int HistoryStore::branchDepth(const HistoryEntry &entry) const {
    constexpr int furthest = 32; // ancestors looked at; a list of thousands of edits must stay quick
    int depth = 0;
    QString parent = entry.parent, job = entry.job;
    qint64 id = entry.id;
    for (int i = 0; i < furthest && !parent.isEmpty() && depth < maxBranchDepth; ++i) {
        auto later = m_database.run(QStringLiteral("SELECT 1 FROM pictures WHERE parent = ? AND id > ? AND job <> ? AND deleted = 0 LIMIT 1"), {parent, id, text(job)});
        depth += later && later->next() ? 1 : 0;
        auto above = m_database.run(QStringLiteral("SELECT id, parent, job FROM pictures WHERE name = ? AND id < ?"), {parent, id});
        if (!above || !above->next())
            break;
        id = above->value(0).toLongLong();
        parent = above->value(1).toString();
        job = above->value(2).toString();
    }
    return depth;
}

int HistoryStore::finishedOf(const QString &job) const {
    // Deleted ones count: they were made, and are not to be made again.
    auto rows = m_database.run(QStringLiteral("SELECT max(place) + 1 FROM pictures WHERE job = ?"), {job});
    return rows && rows->next() ? rows->value(0).toInt() : 0;
}

std::set<std::string> HistoryStore::sourcesInUse() const {
    std::set<std::string> names;
    auto rows = m_database.run(QStringLiteral("SELECT init FROM pictures UNION SELECT mask FROM pictures"));
    while (rows && rows->next())
        for (const QString &name : rows->value(0).toString().split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            names.insert(name.toStdString());
    return names;
}

Result<void> HistoryStore::setFlag(const char *column, qint64 id, bool value) {
    SFUMATO_CHECK(m_database.run(QStringLiteral("UPDATE pictures SET %1 = ? WHERE id = ?").arg(QLatin1String(column)), {value ? 1 : 0, id}));
    return {};
}

Result<void> HistoryStore::setStarred(qint64 id, bool starred) {
    SFUMATO_CHECK(setFlag("starred", id, starred));
    Q_EMIT changed(id);
    return {};
}

Result<void> HistoryStore::setRejected(qint64 id, bool rejected) {
    SFUMATO_CHECK(setFlag("rejected", id, rejected));
    Q_EMIT changed(id);
    return {};
}

Result<void> HistoryStore::remove(qint64 id) {
    const std::optional<HistoryEntry> entry = find(id);
    if (!entry)
        return {};
    // The row first: a picture that is hidden but still in its place is put away by the next start.
    SFUMATO_CHECK(setFlag("deleted", id, true));
    if (QFileInfo::exists(entry->path()))
        if (Result<void> moved = renameFile(entry->path(), deletedPath(*entry)); !moved) {
            (void)setFlag("deleted", id, false);
            return moved;
        }
    Q_EMIT removed(id);
    return {};
}

Result<void> HistoryStore::restore(qint64 id) {
    const auto entries = select(QStringLiteral("id = ? AND deleted = 1"), {id});
    if (entries.empty())
        return {};
    const HistoryEntry &entry = entries.front();
    if (QFileInfo::exists(deletedPath(entry)))
        SFUMATO_CHECK(renameFile(deletedPath(entry), entry.path()));
    SFUMATO_CHECK(setFlag("deleted", id, false));
    Q_EMIT added(entry);
    return {};
}

void HistoryStore::emptyDeleted() {
    for (const HistoryEntry &entry : select(QStringLiteral("deleted = 1"), {})) {
        const QString path = QFileInfo::exists(deletedPath(entry)) ? deletedPath(entry) : entry.path();
        if (!QFileInfo::exists(path) || QFile::moveToTrash(path))
            (void)m_database.run(QStringLiteral("DELETE FROM pictures WHERE id = ?"), {entry.id});
    }
}

void HistoryStore::adoptPictures() {
    QSet<QString> known;
    auto rows = m_database.run(QStringLiteral("SELECT name FROM pictures"));
    while (rows && rows->next())
        known.insert(rows->value(0).toString());
    m_readers.start([this, known] {
        readUnknownPictures({m_pictures, m_sources}, known, m_stop, [this](std::vector<HistoryEntry> found) {
            QMetaObject::invokeMethod(this, [this, found = std::move(found)] { adopt(found); });
        });
        QMetaObject::invokeMethod(this, [this] {
            m_settled = true;
            Q_EMIT settledChanged();
        });
    });
}

void HistoryStore::adopt(const std::vector<HistoryEntry> &found) {
    const auto adopted = m_database.inTransaction([&]() -> Result<void> {
        for (const HistoryEntry &entry : found)
            SFUMATO_CHECK(insert(entry, Known::Keep));
        return {};
    });
    if (adopted)
        Q_EMIT reset();
}

} // namespace sfumato::service
