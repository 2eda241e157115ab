// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/undo_history.h"

#include <utility>

#include <QStandardPaths>

#include "app/document/document.h"

namespace sfumato::document {
namespace {

/// A finished stroke as the journal wants it: with the tiles that the document holds now.
Step afterwards(const Step &step, const DocumentState &state) {
    Step after = step;
    for (Edit &edit : after.edits) {
        auto &tiles = std::get<TilesEdit>(edit);
        const TileImage &raster =
            tiles.raster == theMask ? state.mask : state.layers[std::size_t(state.indexOf(tiles.raster))].pixels;
        for (auto &[place, tile] : tiles.tiles)
            tile = raster.tile(place);
    }
    return after;
}

} // namespace

UndoHistory::UndoHistory(Document &document) : m_document(document) {
    const QString cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
    m_spill = std::make_unique<StepSpill>(std::filesystem::path(cache.toStdString()) / "sfumato");
}

UndoHistory::~UndoHistory() = default;

void UndoHistory::perform(Step step) {
    m_document.endOpenStroke();
    const bool merges = m_mayMerge && !step.mergeKey.isEmpty() && m_position == stepCount() && m_position > 0 &&
                        m_position != m_clean && m_steps.back().step.mergeKey == step.mergeKey;
    if (m_recorder)
        m_recorder->performed(step, merges);
    m_document.exchange(step.edits);
    if (merges) {
        // The entry before holds the older state, which is the one to go back to.
        Q_EMIT positionChanged(m_position);
        return;
    }
    append(std::move(step));
}

void UndoHistory::adopt(Step step) {
    if (m_recorder)
        m_recorder->performed(afterwards(step, m_document.state()), false);
    append(std::move(step));
}

void UndoHistory::append(Step step) {
    if (canRedo()) {
        beginRemoveRows({}, m_position + 1, stepCount());
        while (canRedo()) {
            m_bytes -= m_steps.back().bytes;
            m_spill->giveUp(m_steps.back().spilled);
            m_steps.pop_back();
        }
        endRemoveRows();
        if (m_clean > m_position)
            m_clean = -1;
    }
    const bool wasClean = isClean();
    beginInsertRows({}, stepCount() + 1, stepCount() + 1);
    m_mayMerge = !step.mergeKey.isEmpty();
    const qint64 bytes = bytesOf(step.edits);
    m_steps.push_back({std::move(step), bytes, {}});
    m_bytes += bytes;
    ++m_position;
    endInsertRows();
    keepBudget();
    Q_EMIT positionChanged(m_position);
    if (wasClean)
        Q_EMIT cleanChanged(false);
}

QString UndoHistory::undoName() const {
    return canUndo() ? m_steps[std::size_t(m_position - 1)].step.name : QString();
}

QString UndoHistory::redoName() const {
    return canRedo() ? m_steps[std::size_t(m_position)].step.name : QString();
}

void UndoHistory::undo() {
    m_document.endOpenStroke();
    if (canUndo())
        jumpTo(m_position - 1);
}

void UndoHistory::redo() {
    m_document.endOpenStroke();
    if (canRedo())
        jumpTo(m_position + 1);
}

void UndoHistory::jumpTo(int position) {
    m_document.endOpenStroke();
    Q_ASSERT(position >= 0 && position <= stepCount());
    if (position == m_position)
        return;
    if (m_recorder)
        m_recorder->jumped(position);
    const bool wasClean = isClean();
    while (m_position > position && exchange(m_steps[std::size_t(m_position - 1)]))
        --m_position;
    while (m_position < position && exchange(m_steps[std::size_t(m_position)]))
        ++m_position;
    if (m_position != position && m_recorder)
        m_recorder->jumped(m_position); // a step could not be read back
    m_mayMerge = false;
    keepBudget();
    Q_EMIT dataChanged(index(0), index(stepCount()), {IsUndoneRole});
    Q_EMIT positionChanged(m_position);
    if (wasClean != isClean())
        Q_EMIT cleanChanged(isClean());
}

/// Exchanges a step with the document, wherever its edits are. False where they cannot be read back.
bool UndoHistory::exchange(Entry &entry) {
    if (entry.spilled.length > 0) {
        Result<std::vector<Edit>> edits = m_spill->take(entry.spilled);
        if (!edits) {
            Q_EMIT failed(edits.error());
            return false;
        }
        entry.step.edits = *std::move(edits);
        entry.spilled = {};
    }
    m_document.exchange(entry.step.edits);
    m_bytes -= entry.bytes;
    entry.bytes = bytesOf(entry.step.edits);
    m_bytes += entry.bytes;
    return true;
}

void UndoHistory::setBudget(qint64 bytes, const std::filesystem::path &folder) {
    Q_ASSERT(m_steps.empty());
    m_budget = bytes;
    m_spill = std::make_unique<StepSpill>(folder);
    m_spillFailed = false;
}

void UndoHistory::spill(Entry &entry) {
    const Result<SpilledEdits> where = m_spill->write(entry.step.edits);
    if (!where) {
        m_spillFailed = true;
        Q_EMIT failed(where.error());
        return;
    }
    entry.spilled = *where;
    entry.step.edits = {};
    m_bytes -= std::exchange(entry.bytes, 0);
}

/// The farther a step is from where the document stands, the later it will be asked for.
void UndoHistory::keepBudget() {
    int first = 0, last = stepCount() - 1;
    while (m_bytes > m_budget && first <= last && !m_spillFailed) {
        Entry &entry = m_steps[std::size_t(m_position - first > last + 1 - m_position ? first++ : last--)];
        if (entry.bytes > 0)
            spill(entry);
    }
}

void UndoHistory::setClean() {
    m_mayMerge = false;
    const bool wasClean = isClean();
    m_clean = m_position;
    if (!wasClean)
        Q_EMIT cleanChanged(true);
}

void UndoHistory::setUnclean() {
    const bool wasClean = isClean();
    m_clean = -1;
    if (wasClean)
        Q_EMIT cleanChanged(false);
}

int UndoHistory::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : stepCount() + 1;
}

QVariant UndoHistory::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return index.row() == 0 ? tr("Opened") : m_steps[std::size_t(index.row() - 1)].step.name;
    if (role == IsUndoneRole)
        return index.row() > m_position;
    return {};
}

} // namespace sfumato::document
