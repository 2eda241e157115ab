// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QStringList>
#include <QThreadPool>
#include <QVariantList>

#include "core/base/result.h"

namespace sfumato::service {

/// What a database of ours looks like. The text of its statements is compared with what a file holds, so that a file
/// with other tables, triggers or views is not taken for ours.
struct Schema {
    int version = 1;
    int applicationId = 0;   ///< stands in the file's header
    QStringList statements;  ///< CREATE TABLE, CREATE INDEX
};

/// An SQLite file that can always be used after opening. A damaged or foreign file is set aside under another name and
/// a new one begun; one of a later version, or in a place that cannot be written to, is left alone and memory used instead.
/// Writes survive the end of the program at any moment; a power cut may take the last ones, but never the file.
/// Nobody waits for the disk: what SQLite has to see safely there is moved into the file by another thread (a checkpoint).
/// Thread: the one that made it.
class Database {
public:
    enum class State {
        Existing,
        Created, ///< nothing was there, or what was there was set aside
        Memory,  ///< this session only
    };

    /// An empty name: in memory, on purpose.
    Database(const QString &file, const Schema &schema);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    State state() const { return m_state; }
    /// What a person should know about the opening: CorruptFile (set aside), UnsupportedFormat (later version), Unreadable.
    const std::optional<Error> &problem() const { return m_problem; }

    /// Runs one statement with its `?` bound.
    /// Errors, with SQLite's reason: Unreadable (disk full, locked), Conflict (not writable), CorruptFile.
    Result<QSqlQuery> run(const QString &sql, const QVariantList &values = {}) const;
    /// Everything `work` does, or none of it where it fails.
    Result<void> inTransaction(const std::function<Result<void>()> &work) const;

private:
    enum class Finding { Fine, Damaged, Later, Unusable };

    bool openFile(const QString &file, const Schema &schema);
    bool createFile(const QString &file, const Schema &schema);
    bool open(const QString &file);
    void close();
    Finding inspect(const Schema &schema);
    Result<bool> looksLike(const Schema &schema) const;
    Result<void> create(const Schema &schema);
    Result<void> settle() const;
    void checkpoint() const;
    void useMemory(const Schema &schema);

    QString m_name; ///< of the connection
    QString m_file;
    State m_state = State::Memory;
    std::optional<Error> m_problem;
    mutable int m_writes = 0;           ///< since the last checkpoint
    mutable QThreadPool m_checkpoints; ///< one thread
};

} // namespace sfumato::service
