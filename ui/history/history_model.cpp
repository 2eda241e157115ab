// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_model.h"

#include <algorithm>

#include <QLocale>
#include <QMimeData>
#include <QTextDocument>
#include <QUrl>

#include "ui/history/picture_titles.h"

namespace sfumato::ui {
namespace {

constexpr int pageSize = 100;

/// Newer comes first, as HistoryStore::page() sorts.
bool before(const service::HistoryEntry &a, const service::HistoryEntry &b) {
    return std::pair(a.created, a.id) > std::pair(b.created, b.id);
}

} // namespace

HistoryModel::HistoryModel(service::HistoryStore &history, service::Thumbnails &thumbnails, QObject *parent)
    : QAbstractListModel(parent), m_history(history), m_thumbnails(thumbnails) {
    using service::HistoryStore;
    connect(&m_history, &HistoryStore::added, this, &HistoryModel::onAdded);
    connect(&m_history, &HistoryStore::changed, this, &HistoryModel::onChanged);
    connect(&m_history, &HistoryStore::removed, this, &HistoryModel::onRemoved);
    connect(&m_history, &HistoryStore::reset, this, &HistoryModel::reload);
    connect(&m_thumbnails, &service::Thumbnails::ready, this, [this](const QString &picture) {
        for (std::size_t row = 0; row < m_rows.size(); ++row)
            if (m_rows[row].entry.path() == picture)
                Q_EMIT dataChanged(index(static_cast<int>(row)), index(static_cast<int>(row)), {ThumbnailRole, MissingRole});
    });
    reload();
}

void HistoryModel::setFilter(const service::HistoryFilter &filter) {
    if (filter == m_filter)
        return;
    m_filter = filter;
    reload();
}

void HistoryModel::reload() {
    beginResetModel();
    m_rows.clear();
    for (service::HistoryEntry &entry : m_history.page(m_filter, nullptr, pageSize))
        m_rows.push_back({std::move(entry)});
    m_more = m_rows.size() == pageSize;
    endResetModel();
}

int HistoryModel::rowOf(qint64 id) const {
    const auto found = std::ranges::find_if(m_rows, [&](const Row &row) { return row.entry.id == id; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int HistoryModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

bool HistoryModel::canFetchMore(const QModelIndex &parent) const {
    return !parent.isValid() && m_more;
}

void HistoryModel::fetchMore(const QModelIndex &) {
    std::vector<service::HistoryEntry> page = m_history.page(m_filter, m_rows.empty() ? nullptr : &m_rows.back().entry, pageSize);
    m_more = page.size() == pageSize;
    if (page.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(page.size()) - 1);
    for (service::HistoryEntry &entry : page)
        m_rows.push_back({std::move(entry)});
    endInsertRows();
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const service::HistoryEntry &entry = row.entry;
    switch (role) {
    case TitleRole:
        return pictureTitle(entry.mode, entry.prompt);
    case DetailRole: {
        QStringList parts{agoText(entry.created, QDateTime::currentDateTimeUtc()), tr("seed %1").arg(entry.seed)};
        if (data(index, DepthRole).toInt() > 0)
            parts.prepend(tr("branch"));
        if (entry.steps > 0)
            parts << tr("%n steps", nullptr, entry.steps);
        if (entry.seconds > 0)
            parts << durationText(entry.seconds);
        return parts.join(QStringLiteral(" · "));
    }
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: {
        QStringList parts{data(index, TitleRole).toString(), data(index, DetailRole).toString()};
        if (entry.starred)
            parts << tr("starred");
        if (entry.rejected)
            parts << tr("rejected");
        return parts.join(QStringLiteral(", "));
    }
    case Qt::AccessibleDescriptionRole: {
        QStringList lines{pictureTitle(entry.mode, entry.prompt), tr("%1 × %2 · %3", "width, height, file name").arg(entry.width).arg(entry.height).arg(entry.name)};
        if (!entry.parent.isEmpty())
            lines << tr("Edited from %1").arg(entry.parent);
        return lines.join(QLatin1Char('\n'));
    }
    case Qt::ToolTipRole:
        return Qt::convertFromPlainText(data(index, Qt::AccessibleDescriptionRole).toString()); // a prompt may look like markup
    case ThumbnailRole:
        return m_thumbnails.get(entry.path());
    case MissingRole:
        return m_thumbnails.isMissing(entry.path());
    case DepthRole:
        if (row.depth < 0)
            row.depth = m_history.branchDepth(entry);
        return row.depth;
    case StarredRole:
        return entry.starred;
    case RejectedRole:
        return entry.rejected;
    default:
        return {};
    }
}

Qt::ItemFlags HistoryModel::flags(const QModelIndex &index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

QStringList HistoryModel::mimeTypes() const {
    return {QStringLiteral("text/uri-list")};
}

QMimeData *HistoryModel::mimeData(const QModelIndexList &indexes) const {
    QList<QUrl> files;
    for (const QModelIndex &index : indexes)
        files << QUrl::fromLocalFile(entryAt(index.row()).path());
    auto *data = new QMimeData;
    data->setUrls(files);
    return data;
}

bool HistoryModel::fits(const service::HistoryEntry &entry) const {
    if ((m_filter.starredOnly && !entry.starred) || (!m_filter.withRejected && entry.rejected) || (m_filter.mode && entry.mode != *m_filter.mode))
        return false;
    const QString words = entry.prompt.toCaseFolded();
    const QStringList wanted = m_filter.text.toCaseFolded().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::ranges::all_of(wanted, [&](const QString &word) { return words.contains(word); });
}

void HistoryModel::onAdded(const service::HistoryEntry &entry) {
    if (!fits(entry) || rowOf(entry.id) >= 0)
        return;
    const auto place = std::ranges::lower_bound(m_rows, entry, before, &Row::entry);
    if (place == m_rows.end() && m_more)
        return; // it comes with its page
    const int row = static_cast<int>(place - m_rows.begin());
    beginInsertRows({}, row, row);
    m_rows.insert(place, Row{entry});
    endInsertRows();
    // What was the main line of the parent may have become a branch.
    for (Row &other : m_rows)
        other.depth = -1;
    Q_EMIT dataChanged(index(0), index(rowCount() - 1), {DepthRole});
}

void HistoryModel::onChanged(qint64 id) {
    const int row = rowOf(id);
    const auto entry = m_history.find(id);
    if (row < 0 || !entry)
        return entry ? onAdded(*entry) : void();
    if (!fits(*entry))
        return onRemoved(id);
    m_rows[static_cast<std::size_t>(row)].entry = *entry;
    Q_EMIT dataChanged(index(row), index(row));
}

void HistoryModel::onRemoved(qint64 id) {
    const int row = rowOf(id);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
}

} // namespace sfumato::ui
