// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include <QDateTime>
#include <QObject>
#include <QString>

#include "app/document/document.h"
#include "app/document/journal_file.h"
#include "app/document/undo_history.h"
#include "core/base/result.h"

namespace sfumato::document {

/// What a session is called when it is offered again.
struct SessionTitle {
    QString name;        ///< of the picture or project
    QString projectFile; ///< empty if it was never saved

    bool operator==(const SessionTitle &) const = default;
};

/// The write-ahead journal of one document: every step, undo and redo is on the disk before it counts as done, so that
/// whatever kills the program costs at most the stroke in progress. It begins with the whole document (a checkpoint) and
/// begins anew when it has grown by more than the limit. Checkpoints are written on a thread of their own; an operation
/// that comes before one is finished waits for it. Thread: the document's.
class Journal final : public QObject, private HistoryRecorder {
    Q_OBJECT

public:
    /// A journal for `document` from here on, in `folder`, which is made. It must not outlive the document.
    /// Errors: Unreadable (no permission, a folder that cannot be made); what happens later is told by failed().
    static Result<std::unique_ptr<Journal>> start(Document &document, const std::filesystem::path &folder,
                                                  const SessionTitle &title);
    ~Journal() override;

    const std::filesystem::path &path() const { return m_path; }
    /// Records that the document was saved there and is unmodified.
    void saved(const SessionTitle &title);
    /// Bytes by which it may grow before it begins anew.
    void setLimit(qint64 bytes) { m_limit = bytes; }
    /// The session has ended well: nothing is left to be offered.
    void discard();

Q_SIGNALS:
    /// The last operation is not on the disk. The next one tries again, with a new checkpoint.
    void failed(const sfumato::Error &error);

private:
    friend struct RestoredSession;

    Journal(Document &document, std::filesystem::path path, SessionTitle title);
    void performed(const Step &step, bool merged) override;
    void jumped(int position) override;
    void write(const QByteArray &record, JournalFile::Flush flush = JournalFile::Flush::Yes);
    void writeMeanwhile(const Step &step, bool merged);
    void beginAnew();
    void writeCheckpoint(JournalFile unfinished);
    void settle();
    void breakOff(const Error &error);

    Document &m_document;
    std::filesystem::path m_path;
    SessionTitle m_title;
    std::optional<JournalFile> m_file;           ///< none before the first checkpoint is finished
    std::future<Result<JournalFile>> m_writing;  ///< the file, with a new checkpoint or a large step
    bool m_writingCheckpoint = false;
    int m_base = 0;             ///< position in the history at the checkpoint
    int m_top = 0;              ///< positions from m_base to here can be told; beyond lie steps undone before the checkpoint
    qint64 m_checkpointEnd = 0; ///< where in the file the first step is
    qint64 m_limit = 256LL << 20;
    bool m_broken = false; ///< what follows needs a checkpoint first
};

/// A session that did not end well.
struct RecoverableSession {
    std::filesystem::path path;
    SessionTitle title;
    QDateTime lastChange;
};

/// Sessions in `folder` that no running program has open, newest first. Files without a whole checkpoint are none.
std::vector<RecoverableSession> recoverableSessions(const std::filesystem::path &folder);
/// Deletes it for good. Errors: as JournalFile::open(), Unreadable.
Result<void> discardSession(const std::filesystem::path &path);

/// A session come back, with its undo history since the last checkpoint.
struct RestoredSession {
    std::unique_ptr<Document> document; ///< isModified() as it was
    SessionTitle title;
    qint64 droppedBytes = 0; ///< of an operation that was not finished; cut off

    /// Goes on in the same journal. Call once.
    std::unique_ptr<Journal> resume();

    JournalFile file;
    qint64 checkpointEnd = 0;
};

/// Errors: as JournalFile::open(); CorruptFile where it holds no whole document.
Result<RestoredSession> restoreSession(const std::filesystem::path &path);

} // namespace sfumato::document
