// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include "app/service/database.h"
#include "app/service/history_entry.h"

namespace sfumato {
struct SavedPicture;
}

namespace sfumato::service {

/// Every finished picture, with how it came to be: one row of an SQLite file each, the pixels in the pictures' own files.
/// Pictures in the folder that have no row (the program was killed, the database was lost) are found and taken in
/// after every start, from what their files say.
/// Thread: the one that made it; taking in pictures reads files on a thread of its own.
class HistoryStore final : public QObject {
    Q_OBJECT

public:
    /// Keeps history.db in `dataFolder`; the sources of jobs lie in its folder `sources`.
    HistoryStore(const QString &dataFolder, const QString &picturesFolder, QObject *parent = nullptr);
    ~HistoryStore() override;

    /// What a person should know about the opening of the database.
    const std::optional<Error> &problem() const { return m_database.problem(); }
    /// Whether pictures without a row have been looked for; until then some may be missing.
    bool settled() const { return m_settled; }

    /// The entry of a picture that is not in the history yet.
    static HistoryEntry entryOf(const SavedPicture &picture);
    /// Adds a picture that is safely on disk. Errors: those of the database; the picture itself is not touched.
    Result<HistoryEntry> add(const SavedPicture &picture);

    /// At most `limit` entries, newest first, that come after `last` (or from the beginning). Deleted ones are left out.
    std::vector<HistoryEntry> page(const HistoryFilter &filter, const HistoryEntry *last, int limit) const;
    int count(const HistoryFilter &filter) const;
    std::optional<HistoryEntry> find(qint64 id) const;
    std::optional<HistoryEntry> findByName(const QString &name) const;

    /// How many branches lie between an entry and the main line of its picture: an edit is a branch where another
    /// job edited the same picture later. At most `maxBranchDepth`.
    int branchDepth(const HistoryEntry &entry) const;
    static constexpr int maxBranchDepth = 3;

    /// How many pictures of a job are finished; its next one has this index.
    int finishedOf(const QString &job) const;
    /// The names (without folder) of the source files that entries refer to.
    std::set<std::string> sourcesInUse() const;

    Result<void> setStarred(qint64 id, bool starred);
    Result<void> setRejected(qint64 id, bool rejected);
    /// Takes an entry out of the list and its file out of sight, into the folder `.deleted` beside it.
    /// What was removed goes to the desktop's trash with the next start.
    Result<void> remove(qint64 id);
    /// Brings back what remove() took.
    Result<void> restore(qint64 id);

Q_SIGNALS:
    void settledChanged();
    void added(const sfumato::service::HistoryEntry &entry); ///< also for what was restored
    void changed(qint64 id);
    void removed(qint64 id);
    void reset(); ///< many entries came at once

private:
    void adoptPictures();
    void adopt(const std::vector<HistoryEntry> &found);
    enum class Known { Keep, Replace }; ///< what becomes of a row of the same name: one found in the folder before its own came

    Result<qint64> insert(const HistoryEntry &entry, Known known);
    Result<void> setFlag(const char *column, qint64 id, bool value);
    std::vector<HistoryEntry> select(const QString &where, const QVariantList &values, const QString &tail = {}) const;
    void emptyDeleted();

    QString m_pictures, m_sources; ///< folders
    Database m_database;
    QThreadPool m_readers; ///< of picture files; one thread
    std::atomic<bool> m_stop = false;
    bool m_settled = false;
};

} // namespace sfumato::service

Q_DECLARE_METATYPE(sfumato::service::HistoryEntry)
