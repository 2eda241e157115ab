// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QAbstractListModel>

#include "app/service/model_library.h"
#include "app/service/thumbnails.h"

namespace sfumato::ui {

/// The library's entries that fit a search and a kind, by name, for a view.
class LibraryModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { NameRole = Qt::DisplayRole, PathRole = Qt::UserRole, DetailRole, BadgeRole, ProblemRole, PictureRole, KindRole };

    LibraryModel(service::ModelLibrary &library, service::Thumbnails &thumbnails, QObject *parent = nullptr);

    /// Words that all must be in the name, the folder, the trigger words or the base model.
    void setSearch(const QString &words);
    /// Nothing = all kinds. ControlNet stands for everything that steers by a picture, Other for all that has no filter.
    void setKind(std::optional<modelio::ModelKind> kind);

    std::shared_ptr<const service::ModelEntry> at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int rowOf(const QString &path) const; ///< -1 where it is not shown
    /// How many there are of a kind as setKind() understands it, whatever the search.
    int count(std::optional<modelio::ModelKind> kind) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void refill();
    void onThumbnail(const QString &picture);

    service::ModelLibrary &m_library;
    service::Thumbnails &m_thumbnails;
    QStringList m_words;
    std::optional<modelio::ModelKind> m_kind;
    std::vector<std::shared_ptr<const service::ModelEntry>> m_rows;
};

} // namespace sfumato::ui
