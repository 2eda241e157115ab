// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/candidates/candidates_model.h"

#include <algorithm>
#include <cmath>

#include <QMimeData>
#include <QUrl>

namespace sfumato::ui {
namespace {

/// The picture filling a square, what sticks out cut off in equal parts.
QPixmap square(const QImage &picture, qreal ratio) {
    const int side = static_cast<int>(std::lround(CandidatesModel::thumbnailSide * ratio));
    if (picture.isNull())
        return {};
    // A large picture is thinned out first, for a smooth reduction of 24 megapixels takes too long.
    const QImage thinned = picture.scaled(4 * side, 4 * side, Qt::KeepAspectRatioByExpanding, Qt::FastTransformation);
    const QImage &from = picture.width() > thinned.width() ? thinned : picture;
    const QImage filling = from.scaled(side, side, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
    QPixmap made = QPixmap::fromImage(filling.copy((filling.width() - side) / 2, (filling.height() - side) / 2, side, side));
    made.setDevicePixelRatio(ratio);
    return made;
}

} // namespace

void CandidatesModel::setOriginal(const QImage &picture) {
    if (m_candidates.empty() || m_candidates.front().state != CandidateState::Original) {
        beginInsertRows({}, 0, 0);
        m_candidates.insert(m_candidates.begin(), Entry{{CandidateState::Original, {}, 0, 0, {}, false}, {}});
        endInsertRows();
    }
    setPicture(0, picture);
}

void CandidatesModel::addQueued(const QString &job, int count) {
    if (count <= 0)
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + count - 1);
    for (int n = 0; n < count; ++n)
        m_candidates.push_back(Entry{{CandidateState::Queued, job, n, ++m_lastNumber, {}, false}, {}});
    endInsertRows();
}

int CandidatesModel::unfinished(const QString &job, int image) const {
    const auto it = std::find_if(m_candidates.begin(), m_candidates.end(), [&](const Entry &entry) {
        return (entry.state == CandidateState::Queued || entry.state == CandidateState::Running) && entry.id == job && entry.image == image;
    });
    return it == m_candidates.end() ? -1 : static_cast<int>(it - m_candidates.begin());
}

void CandidatesModel::setPicture(int row, const QImage &picture) {
    Entry &entry = m_candidates[static_cast<size_t>(row)];
    entry.picture = picture;
    entry.thumbnail = square(picture, m_ratio);
    Q_EMIT dataChanged(index(row), index(row));
}

void CandidatesModel::showPreview(const QString &job, int image, const QImage &picture) {
    const int row = unfinished(job, image);
    if (row < 0)
        return;
    m_candidates[static_cast<size_t>(row)].state = CandidateState::Running;
    setPicture(row, picture);
}

void CandidatesModel::finish(const QString &job, int image, const QString &id, const QImage &picture, const QString &file) {
    int row = unfinished(job, image);
    if (row < 0) {
        addQueued(job, 1);
        row = rowCount() - 1;
    }
    Entry &entry = m_candidates[static_cast<size_t>(row)];
    entry.state = CandidateState::Finished;
    entry.id = id;
    entry.file = file;
    setPicture(row, picture);
}

void CandidatesModel::dropUnfinished(const QString &job) {
    for (int row = rowCount() - 1; row >= 0; --row) {
        const Entry &entry = m_candidates[static_cast<size_t>(row)];
        if (entry.id != job || entry.state == CandidateState::Finished || entry.state == CandidateState::Original)
            continue;
        beginRemoveRows({}, row, row);
        m_candidates.erase(m_candidates.begin() + row);
        endRemoveRows();
    }
}

void CandidatesModel::setStarred(const QString &id, bool starred) {
    const int row = rowOf(id);
    if (row < 0)
        return;
    m_candidates[static_cast<size_t>(row)].starred = starred;
    Q_EMIT dataChanged(index(row), index(row));
}

Candidate CandidatesModel::take(int row) {
    beginRemoveRows({}, row, row);
    Candidate taken = std::move(m_candidates[static_cast<size_t>(row)]);
    m_candidates.erase(m_candidates.begin() + row);
    endRemoveRows();
    return taken;
}

void CandidatesModel::putBack(int row, const Candidate &candidate) {
    const int place = std::clamp(row, 0, rowCount());
    beginInsertRows({}, place, place);
    m_candidates.insert(m_candidates.begin() + place, Entry{candidate, square(candidate.picture, m_ratio)});
    endInsertRows();
}

void CandidatesModel::dropFinished() {
    for (int row = rowCount() - 1; row >= 0; --row)
        if (at(row).state == CandidateState::Finished)
            take(row);
    if (rowCount() <= 1)
        m_lastNumber = 0;
}

int CandidatesModel::rowOf(const QString &id) const {
    const auto it = std::find_if(m_candidates.begin(), m_candidates.end(),
                                 [&](const Entry &entry) { return entry.state == CandidateState::Finished && entry.id == id; });
    return it == m_candidates.end() ? -1 : static_cast<int>(it - m_candidates.begin());
}

int CandidatesModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_candidates.size()); }

QString CandidatesModel::label(const Candidate &candidate) const {
    switch (candidate.state) {
    case CandidateState::Original: return tr("original");
    case CandidateState::Queued: return tr("queued");
    case CandidateState::Running: return tr("%1 · previewing").arg(candidate.number);
    case CandidateState::Finished: return QString::number(candidate.number);
    }
    return {};
}

QVariant CandidatesModel::data(const QModelIndex &index, int role) const {
    if (!index.isValid())
        return {};
    const Entry &entry = m_candidates[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::AccessibleTextRole:
        if (entry.state == CandidateState::Original)
            return tr("Original picture");
        return entry.starred ? tr("Candidate %1, starred").arg(label(entry)) : tr("Candidate %1").arg(label(entry));
    case LabelRole: return label(entry);
    case Qt::DecorationRole: return entry.thumbnail;
    case StateRole: return static_cast<int>(entry.state);
    case StarredRole: return entry.starred;
    default: return {};
    }
}

Qt::ItemFlags CandidatesModel::flags(const QModelIndex &index) const {
    const auto usual = QAbstractListModel::flags(index);
    return index.isValid() && !at(index.row()).file.isEmpty() ? usual | Qt::ItemIsDragEnabled : usual;
}

QStringList CandidatesModel::mimeTypes() const { return {QStringLiteral("text/uri-list")}; }

QMimeData *CandidatesModel::mimeData(const QModelIndexList &indexes) const {
    QList<QUrl> files;
    for (const QModelIndex &index : indexes)
        files << QUrl::fromLocalFile(at(index.row()).file);
    auto *data = new QMimeData;
    data->setUrls(files);
    return data;
}

} // namespace sfumato::ui
