// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/undo_history.h"

#include <utility>

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

UndoHistory::UndoHistory(Document &document) : m_document(document) {}

UndoHistory::~UndoHistory() = default;

void UndoHistory::perform(Step step) {
    m_document.endOpenStroke();
    const bool merges = m_mayMerge && !step.mergeKey.isEmpty() && m_position == stepCount() && m_position > 0 &&
                        m_position != m_clean && m_steps.back().mergeKey == step.mergeKey;
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
        m_steps.resize(std::size_t(m_position));
        endRemoveRows();
        if (m_clean > m_position)
            m_clean = -1;
    }
    const bool wasClean = isClean();
    beginInsertRows({}, stepCount() + 1, stepCount() + 1);
    m_mayMerge = !step.mergeKey.isEmpty();
    m_steps.push_back(std::move(step));
    ++m_position;
    endInsertRows();
    Q_EMIT positionChanged(m_position);
    if (wasClean)
        Q_EMIT cleanChanged(false);
}

QString UndoHistory::undoName() const {
    return canUndo() ? m_steps[std::size_t(m_position - 1)].name : QString();
}

QString UndoHistory::redoName() const {
    return canRedo() ? m_steps[std::size_t(m_position)].name : QString();
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
    while (m_position > position)
        m_document.exchange(m_steps[std::size_t(--m_position)].edits);
    while (m_position < position)
        m_document.exchange(m_steps[std::size_t(m_position++)].edits);
    m_mayMerge = false;
    Q_EMIT dataChanged(index(0), index(stepCount()), {IsUndoneRole});
    Q_EMIT positionChanged(m_position);
    if (wasClean != isClean())
        Q_EMIT cleanChanged(isClean());
}

void UndoHistory::setClean() {
    m_mayMerge = false;
    const bool wasClean = isClean();
    m_clean = m_position;
    if (!wasClean)
        Q_EMIT cleanChanged(true);
}

int UndoHistory::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : stepCount() + 1;
}

QVariant UndoHistory::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return index.row() == 0 ? tr("Opened") : m_steps[std::size_t(index.row() - 1)].name;
    if (role == IsUndoneRole)
        return index.row() > m_position;
    return {};
}

} // namespace sfumato::document
