// SPDX-License-Identifier: GPL-3.0-or-later
// The reading side of the journal: which sessions there are, and how one comes back.
#include <algorithm>
#include <system_error>

#include <QFileInfo>

#include "app/document/journal.h"
#include "app/document/journal_records.h"
#include "core/base/file_io.h"

namespace sfumato::document {
namespace {

tl::unexpected<Error> corrupt(const std::filesystem::path &path, std::string reason) {
    return fail(ErrorCode::CorruptFile, display(path), std::move(reason));
}

/// The next record that is whole and makes sense; nothing where the readable part ends.
std::optional<records::Record> nextRecord(JournalFile &file) {
    const std::optional<QByteArray> payload = file.next();
    if (!payload)
        return std::nullopt;
    Result<records::Record> record = records::decode(*payload);
    return record ? std::optional(*std::move(record)) : std::nullopt;
}

Result<void> place(DocumentState &state, const records::Tiles &record, const std::filesystem::path &path) {
    TileImage *picture = record.raster == records::Raster::Base ? &state.base : &state.mask;
    if (record.raster == records::Raster::Layer) {
        if (record.layer < 0 || record.layer >= static_cast<int>(state.layers.size()))
            return corrupt(path, "holds pixels of a layer that does not exist");
        picture = &state.layers[std::size_t(record.layer)].pixels;
    }
    for (const auto &[where, tile] : record.tiles)
        picture->exchange(where, tile);
    return {};
}

Result<records::Checkpoint> readCheckpoint(JournalFile &file) {
    std::optional<records::Record> record = nextRecord(file);
    if (!record || !std::holds_alternative<records::Checkpoint>(*record))
        return corrupt(file.path(), "does not begin with a document");
    auto checkpoint = std::get<records::Checkpoint>(*std::move(record));
    for (record = nextRecord(file); record; record = nextRecord(file)) {
        if (std::holds_alternative<records::CheckpointEnd>(*record))
            return checkpoint;
        const auto *tiles = std::get_if<records::Tiles>(&*record);
        if (!tiles)
            break;
        SFUMATO_CHECK(place(checkpoint.outline, *tiles, file.path()));
    }
    return corrupt(file.path(), "ends before its document is complete");
}

bool fitsStep(const DocumentState &state, const Step &step) {
    DocumentState trial = state; // copies share their pixels
    for (Edit edit : step.edits) {
        if (!fits(trial, edit))
            return false;
        exchange(trial, edit);
    }
    return true;
}

/// Does again what a record tells; false where it cannot follow from what came before.
bool replay(const records::Record &record, Document &document, SessionTitle &title) {
    UndoHistory &history = document.history();
    if (const auto *performed = std::get_if<records::Performed>(&record)) {
        if (!fitsStep(document.state(), performed->step))
            return false;
        if (!performed->merged)
            history.endMerging();
        history.perform(performed->step);
        return true;
    }
    if (const auto *jumped = std::get_if<records::Jumped>(&record)) {
        if (jumped->position < 0 || jumped->position > history.stepCount())
            return false;
        history.jumpTo(jumped->position);
        return true;
    }
    if (const auto *saved = std::get_if<records::Saved>(&record)) {
        title = saved->title;
        document.setSaved();
        return true;
    }
    return false;
}

std::optional<RecoverableSession> look(const std::filesystem::path &path) {
    Result<JournalFile> file = JournalFile::open(path);
    if (!file)
        return std::nullopt;
    const std::optional<records::Record> first = nextRecord(*file);
    if (!first || !std::holds_alternative<records::Checkpoint>(*first))
        return std::nullopt;
    const QFileInfo info(QString::fromStdString(path.string()));
    return RecoverableSession{path, std::get<records::Checkpoint>(*first).title, info.lastModified()};
}

} // namespace

std::vector<RecoverableSession> recoverableSessions(const std::filesystem::path &folder) {
    std::vector<RecoverableSession> sessions;
    std::error_code unreadable;
    for (auto it = std::filesystem::directory_iterator(folder, unreadable); it != std::filesystem::directory_iterator();
         it.increment(unreadable)) {
        if (it->path().extension() != ".sfum-journal")
            continue;
        if (std::optional<RecoverableSession> session = look(it->path()))
            sessions.push_back(*std::move(session));
    }
    std::sort(sessions.begin(), sessions.end(), [](const auto &a, const auto &b) { return a.lastChange > b.lastChange; });
    return sessions;
}

Result<void> discardSession(const std::filesystem::path &path) {
    SFUMATO_TRY(JournalFile file, JournalFile::open(path));
    return file.remove();
}

Result<RestoredSession> restoreSession(const std::filesystem::path &path) {
    SFUMATO_TRY(JournalFile file, JournalFile::open(path));
    SFUMATO_TRY(records::Checkpoint checkpoint, readCheckpoint(file));
    RestoredSession session{std::make_unique<Document>(std::move(checkpoint.outline)), std::move(checkpoint.title), 0,
                            std::move(file), 0};
    session.checkpointEnd = session.file.size();
    if (checkpoint.modified)
        session.document->setUnsaved();
    qint64 good = session.file.size();
    for (auto record = nextRecord(session.file); record; record = nextRecord(session.file)) {
        if (!replay(*record, *session.document, session.title))
            break;
        good = session.file.size();
    }
    session.file.rewindTo(good);
    session.droppedBytes = session.file.bytesLeft();
    if (session.droppedBytes > 0)
        SFUMATO_CHECK(session.file.dropRest());
    session.document->history().endMerging();
    return session;
}

std::unique_ptr<Journal> RestoredSession::resume() {
    std::unique_ptr<Journal> journal(new Journal(*document, file.path(), title));
    journal->m_file = std::move(file);
    journal->m_checkpointEnd = checkpointEnd;
    journal->m_top = document->history().stepCount();
    return journal;
}

} // namespace sfumato::document
