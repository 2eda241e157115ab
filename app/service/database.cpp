// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/database.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QUuid>

#include "core/base/file_io.h"

namespace sfumato::service {
namespace {

constexpr int writesToCheckpoint = 200; ///< a megabyte or two, at most tens

// SQLite's primary result codes that matter here.
constexpr int unspecific = 1, readOnly = 8, corrupt = 11, notADatabase = 26;

std::string shown(const QString &file) {
    return display(file.toStdString());
}

/// SQLite's files of one database: what was not yet moved into it, and the index of that.
QStringList filesOf(const QString &file) {
    return {file, file + QStringLiteral("-wal"), file + QStringLiteral("-shm")};
}

bool anythingAt(const QString &file) {
    // The -shm file alone holds nothing of anybody's.
    return QFileInfo::exists(file) || QFileInfo::exists(file + QStringLiteral("-wal"));
}

/// Renames the database and what belongs to it; returns its new name, or nothing where that cannot be done.
std::optional<QString> setAside(const QString &file) {
    const QString stem = file + QStringLiteral(".damaged-") + QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    QString target = stem;
    for (int i = 2; anythingAt(target); ++i)
        target = stem + QStringLiteral("-%1").arg(i);
    const QStringList from = filesOf(file), to = filesOf(target);
    for (int i = 0; i < from.size(); ++i)
        if (QFileInfo::exists(from[i]) && !QFile::rename(from[i], to[i]))
            return std::nullopt;
    return target;
}

} // namespace

Database::Database(const QString &file, const Schema &schema)
    : m_name(QStringLiteral("sfumato-") + QUuid::createUuid().toString(QUuid::WithoutBraces)), m_file(file) {
    m_checkpoints.setMaxThreadCount(1);
    if (file.isEmpty() || !openFile(file, schema))
        useMemory(schema);
}

bool Database::openFile(const QString &file, const Schema &schema) {
    QDir().mkpath(QFileInfo(file).path()); // what fails here, fails below with its reason
    const bool existed = anythingAt(file);
    const Finding finding = !existed ? Finding::Fine : !QFileInfo::exists(file) ? Finding::Damaged : open(file) ? inspect(schema) : Finding::Unusable;
    if (existed && finding == Finding::Fine) {
        m_state = State::Existing;
        return true;
    }
    close();
    if (finding == Finding::Later) {
        m_problem = Error{ErrorCode::UnsupportedFormat, shown(file), "was written by a later version of Sfumato and is left as it is",
                          "use that version; what this one makes is kept in the pictures themselves"};
        return false;
    }
    if (finding == Finding::Damaged) {
        const std::optional<QString> aside = setAside(file);
        if (!aside) {
            m_problem = Error{ErrorCode::Unreadable, shown(file), "is damaged and cannot be renamed", "check the folder and its permissions"};
            return false;
        }
        m_problem = Error{ErrorCode::CorruptFile, shown(file), "was damaged; it was kept as " + shown(QFileInfo(*aside).fileName()) + " and a new one begun",
                          "nothing needs to be done"};
    }
    if (finding != Finding::Unusable && createFile(file, schema)) {
        m_state = State::Created;
        return true;
    }
    close();
    m_problem = Error{ErrorCode::Unreadable, shown(file), "cannot be opened or written", "check the folder, its permissions and the free space"};
    return false;
}

bool Database::createFile(const QString &file, const Schema &schema) {
    // Made beside its place: who is killed meanwhile leaves no half of a database, which would be taken for a damaged one.
    const QString made = file + QStringLiteral(".new-") + m_name;
    const bool whole = open(made) && create(schema).has_value();
    close();
    // Another program may have been faster; then its file is as good.
    const bool there = whole && (QFile::rename(made, file) || QFileInfo::exists(file));
    for (const QString &left : filesOf(made))
        QFile::remove(left);
    return there && open(file) && inspect(schema) == Finding::Fine;
}

Database::~Database() {
    close();
}

bool Database::open(const QString &file) {
    QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    connection.setDatabaseName(file);
    connection.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=2000"));
    if (!connection.open())
        return false;
    // Nothing a file brings along may run, and what its pages claim is checked before it is believed.
    return run(QStringLiteral("PRAGMA trusted_schema=OFF")) && run(QStringLiteral("PRAGMA cell_size_check=ON"));
}

void Database::close() {
    if (!QSqlDatabase::contains(m_name))
        return;
    m_checkpoints.waitForDone();
    QSqlDatabase::database(m_name, false).close();
    QSqlDatabase::removeDatabase(m_name);
}

Database::Finding Database::inspect(const Schema &schema) {
    const Result<bool> ours = looksLike(schema);
    if (ours)
        return *ours ? Finding::Fine : Finding::Damaged;
    if (ours.error().code == ErrorCode::UnsupportedFormat)
        return Finding::Later;
    // A file that may be written, but claims not to be, has a damaged header.
    const bool damaged = ours.error().code == ErrorCode::CorruptFile || (ours.error().code == ErrorCode::Conflict && QFileInfo(m_file).isWritable());
    return damaged ? Finding::Damaged : Finding::Unusable;
}

Result<bool> Database::looksLike(const Schema &schema) const {
    SFUMATO_TRY(QSqlQuery application, run(QStringLiteral("PRAGMA application_id")));
    SFUMATO_TRY(QSqlQuery version, run(QStringLiteral("PRAGMA user_version")));
    if (!application.next() || !version.next() || application.value(0).toInt() != schema.applicationId)
        return false;
    if (version.value(0).toInt() > schema.version)
        return fail(ErrorCode::UnsupportedFormat, shown(m_file), "is of a later version");
    SFUMATO_TRY(QSqlQuery tables, run(QStringLiteral("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")));
    QStringList statements;
    while (tables.next())
        statements << tables.value(0).toString();
    if (statements != schema.statements)
        return false;
    SFUMATO_TRY(QSqlQuery check, run(QStringLiteral("PRAGMA integrity_check(1)")));
    if (!check.next() || check.value(0).toString() != QStringLiteral("ok"))
        return false;
    check.finish();
    SFUMATO_CHECK(settle());
    SFUMATO_CHECK(inTransaction([]() -> Result<void> { return {}; })); // can it be written to?
    return true;
}

/// How it is written from here on.
Result<void> Database::settle() const {
    SFUMATO_CHECK(run(QStringLiteral("PRAGMA journal_mode=WAL")));
    SFUMATO_CHECK(run(QStringLiteral("PRAGMA synchronous=NORMAL")));
    SFUMATO_CHECK(run(QStringLiteral("PRAGMA wal_autocheckpoint=0")));
    return {};
}

void Database::checkpoint() const {
    m_writes = 0;
    m_checkpoints.start([file = m_file, name = m_name + QStringLiteral("-checkpoint")] {
        {
            QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
            connection.setDatabaseName(file);
            if (connection.open()) // where it fails, a later one does it
                QSqlQuery(connection).exec(QStringLiteral("PRAGMA wal_checkpoint(PASSIVE)"));
        }
        QSqlDatabase::removeDatabase(name);
    });
}

Result<void> Database::create(const Schema &schema) {
    SFUMATO_CHECK(settle());
    return inTransaction([&]() -> Result<void> {
        for (const QString &statement : schema.statements)
            SFUMATO_CHECK(run(statement));
        SFUMATO_CHECK(run(QStringLiteral("PRAGMA application_id=%1").arg(schema.applicationId)));
        SFUMATO_CHECK(run(QStringLiteral("PRAGMA user_version=%1").arg(schema.version)));
        return {};
    });
}

void Database::useMemory(const Schema &schema) {
    m_state = State::Memory;
    const bool usable = open(QStringLiteral(":memory:")) && create(schema);
    Q_ASSERT(usable);
    Q_UNUSED(usable);
}

Result<QSqlQuery> Database::run(const QString &sql, const QVariantList &values) const {
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    query.setForwardOnly(true);
    bool done = query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    done = done && query.exec();
    if (done) {
        if (m_state != State::Memory && !sql.startsWith(QLatin1String("SELECT")) && ++m_writes >= writesToCheckpoint)
            checkpoint();
        return query;
    }
    const int code = query.lastError().nativeErrorCode().toInt() & 0xff;
    const bool damaged = code == unspecific || code == corrupt || code == notADatabase; // our own statements are known to be right
    return fail(damaged ? ErrorCode::CorruptFile : code == readOnly ? ErrorCode::Conflict : ErrorCode::Unreadable, shown(m_file),
                query.lastError().databaseText().toStdString(), damaged ? "start Sfumato again; it begins a new file" : "check the disk and its free space");
}

Result<void> Database::inTransaction(const std::function<Result<void>()> &work) const {
    SFUMATO_CHECK(run(QStringLiteral("BEGIN IMMEDIATE")));
    if (Result<void> done = work(); !done) {
        (void)run(QStringLiteral("ROLLBACK"));
        return done;
    }
    auto committed = run(QStringLiteral("COMMIT"));
    if (!committed)
        (void)run(QStringLiteral("ROLLBACK"));
    SFUMATO_CHECK(committed);
    return {};
}

} // namespace sfumato::service
