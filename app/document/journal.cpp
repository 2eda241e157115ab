// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/journal.h"

#include <QUuid>

#include "app/document/journal_records.h"
#include "core/base/file_io.h"

namespace sfumato::document {
namespace {

constexpr qint64 largeStep = 2 << 20; ///< bytes from which on a step is written on a thread of its own
constexpr int tilesARecord = 512; ///< 8 MB at most, so that a checkpoint never stands in memory a second time

Result<void> appendTiles(JournalFile &file, records::Raster raster, int layer, const TileImage &picture) {
    PlacedTiles part;
    const auto flush = [&]() -> Result<void> {
        if (part.empty())
            return {};
        return file.append(records::encode(records::Tiles{raster, layer, std::exchange(part, {})}), JournalFile::Flush::No);
    };
    for (auto it = picture.tiles().cbegin(); it != picture.tiles().cend(); ++it) {
        part.emplace_back(it.key(), it.value());
        if (part.size() == tilesARecord)
            SFUMATO_CHECK(flush());
    }
    return flush();
}

Result<void> appendCheckpoint(JournalFile &file, const records::Checkpoint &checkpoint) {
    const DocumentState &state = checkpoint.outline;
    SFUMATO_CHECK(file.append(records::encode(checkpoint), JournalFile::Flush::No));
    SFUMATO_CHECK(appendTiles(file, records::Raster::Base, 0, state.base));
    SFUMATO_CHECK(appendTiles(file, records::Raster::Mask, 0, state.mask));
    for (std::size_t i = 0; i < state.layers.size(); ++i)
        SFUMATO_CHECK(appendTiles(file, records::Raster::Layer, static_cast<int>(i), state.layers[i].pixels));
    return file.append(records::encode(records::CheckpointEnd{}), JournalFile::Flush::No);
}

/// Writes a document into a new file and gives it its real name, under which alone it is looked for.
Result<JournalFile> finishCheckpoint(JournalFile file, const records::Checkpoint &checkpoint, const std::filesystem::path &path) {
    Result<void> written = appendCheckpoint(file, checkpoint);
    if (written)
        written = file.rename(path);
    if (!written) {
        (void)file.remove(); // the reason why it could not be written matters more
        return tl::unexpected<Error>(written.error());
    }
    return file;
}

/// The name shows that it is not finished.
Result<JournalFile> createUnfinished(std::filesystem::path path) {
    path += ".part";
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return JournalFile::create(path);
}

/// Checkpoints that were never finished, of programs that are not running any more.
void removeUnfinished(const std::filesystem::path &folder) {
    std::error_code ignored;
    for (auto it = std::filesystem::directory_iterator(folder, ignored); it != std::filesystem::directory_iterator();
         it.increment(ignored)) {
        if (it->path().extension() != ".part")
            continue;
        const Result<JournalFile> file = JournalFile::open(it->path());
        if (file || file.error().code == ErrorCode::UnsupportedFormat)
            std::filesystem::remove(it->path(), ignored);
    }
}

} // namespace

Result<std::unique_ptr<Journal>> Journal::start(Document &document, const std::filesystem::path &folder,
                                                const SessionTitle &title) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored); // what fails here, fails below with its reason
    removeUnfinished(folder);
    const std::string name = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString() + ".sfum-journal";
    const std::filesystem::path path = folder / name;
    SFUMATO_TRY(JournalFile unfinished, createUnfinished(path));
    std::unique_ptr<Journal> journal(new Journal(document, path, title));
    journal->writeCheckpoint(std::move(unfinished));
    return journal;
}

Journal::Journal(Document &document, std::filesystem::path path, SessionTitle title)
    : m_document(document), m_path(std::move(path)), m_title(std::move(title)) {
    document.history().setRecorder(this);
    // After a jump the document is complete again, and only then can a checkpoint be made.
    connect(&document.history(), &UndoHistory::positionChanged, this, [this] {
        const bool grown = m_file && !m_writing.valid() && m_file->size() - m_checkpointEnd > m_limit;
        if (m_broken || grown)
            beginAnew();
    });
}

Journal::~Journal() {
    m_document.history().setRecorder(nullptr);
    if (m_writing.valid())
        m_writing.wait();
}

void Journal::performed(const Step &step, bool merged) {
    if (!merged)
        m_top = m_document.history().position() + 1;
    if (bytesOf(step.edits) < largeStep)
        // A slider that is dragged sends dozens of steps a second: they outlive the program, and the next step takes them to the disk.
        write(records::encode(records::Performed{step, merged}), merged ? JournalFile::Flush::No : JournalFile::Flush::Yes);
    else
        writeMeanwhile(step, merged);
}

/// A step of so many tiles that the window would wait for it; what comes next waits until it is written.
void Journal::writeMeanwhile(const Step &step, bool merged) {
    settle();
    if (m_broken)
        return;
    m_writing = std::async(std::launch::async, [this, record = records::Performed{step, merged}, file = std::move(*m_file)]() mutable -> Result<JournalFile> {
        const Result<void> written = file.append(records::encode(record));
        QMetaObject::invokeMethod(this, [this] { settle(); }, Qt::QueuedConnection);
        if (!written)
            return tl::unexpected<Error>(written.error());
        return std::move(file);
    });
    m_file.reset();
}

void Journal::jumped(int position) {
    if (position < m_base || position > m_top)
        m_broken = true; // to steps from before the checkpoint, which only a new one can tell
    else
        write(records::encode(records::Jumped{position - m_base}));
}

void Journal::saved(const SessionTitle &title) {
    m_title = title;
    write(records::encode(records::Saved{title}));
}

void Journal::write(const QByteArray &record, JournalFile::Flush flush) {
    settle();
    if (m_broken)
        return; // a checkpoint follows as soon as the operation is done
    if (const Result<void> written = m_file->append(record, flush); !written)
        breakOff(written.error());
}

void Journal::beginAnew() {
    settle();
    Result<JournalFile> unfinished = createUnfinished(m_path);
    if (unfinished)
        writeCheckpoint(*std::move(unfinished));
    else
        breakOff(unfinished.error());
}

void Journal::writeCheckpoint(JournalFile unfinished) {
    UndoHistory &history = m_document.history();
    history.endMerging(); // the step before will not be in the file
    m_base = m_top = history.position();
    m_broken = false;
    m_writingCheckpoint = true;
    // The state shares its pixels with the document's, which may change meanwhile.
    const records::Checkpoint checkpoint{m_title, m_document.isModified(), m_document.state()};
    m_writing = std::async(std::launch::async, [this, checkpoint, path = m_path, file = std::move(unfinished)]() mutable {
        Result<JournalFile> finished = finishCheckpoint(std::move(file), checkpoint, path);
        QMetaObject::invokeMethod(this, [this] { settle(); }, Qt::QueuedConnection);
        return finished;
    });
}

/// Takes the file with the new checkpoint; waits until it is finished.
void Journal::settle() {
    if (!m_writing.valid())
        return;
    Result<JournalFile> file = m_writing.get();
    if (!file)
        return breakOff(file.error());
    m_file = *std::move(file);
    if (std::exchange(m_writingCheckpoint, false))
        m_checkpointEnd = m_file->size();
}

void Journal::breakOff(const Error &error) {
    m_broken = true;
    Q_EMIT failed(error);
}

void Journal::discard() {
    settle();
    m_document.history().setRecorder(nullptr);
    disconnect(&m_document.history(), nullptr, this, nullptr);
    if (!m_file)
        return;
    if (const Result<void> removed = m_file->remove(); !removed)
        Q_EMIT failed(removed.error());
}

} // namespace sfumato::document
