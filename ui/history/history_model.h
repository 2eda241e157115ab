// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>

#include <QAbstractListModel>

#include "app/service/history_store.h"
#include "app/service/thumbnails.h"

namespace sfumato::ui {

/// The history as a list that reads a page at a time, when it is scrolled to.
class HistoryModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        TitleRole = Qt::UserRole, ///< QString
        DetailRole,               ///< QString: whether it is a branch, when, seed, steps, how long
        ThumbnailRole,            ///< QImage, null while it is made
        MissingRole,              ///< bool: the picture's file is gone or cannot be read
        DepthRole,                ///< int: branches between it and the main line
        StarredRole,
        RejectedRole,
    };

    HistoryModel(service::HistoryStore &history, service::Thumbnails &thumbnails, QObject *parent = nullptr);

    void setFilter(const service::HistoryFilter &filter);
    const service::HistoryFilter &filter() const { return m_filter; }

    const service::HistoryEntry &entryAt(int row) const { return m_rows[static_cast<std::size_t>(row)].entry; }
    /// -1 where it is not (yet) in the list.
    int rowOf(qint64 id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override; ///< the pictures' files

private:
    struct Row {
        service::HistoryEntry entry;
        mutable int depth = -1; ///< -1 = not asked for yet
    };

    void reload();
    void onAdded(const service::HistoryEntry &entry);
    void onChanged(qint64 id);
    void onRemoved(qint64 id);
    bool fits(const service::HistoryEntry &entry) const;

    service::HistoryStore &m_history;
    service::Thumbnails &m_thumbnails;
    service::HistoryFilter m_filter;
    std::deque<Row> m_rows;
    bool m_more = true; ///< there may be rows after the last
};

} // namespace sfumato::ui
