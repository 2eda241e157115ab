// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QAbstractListModel>
#include <QHash>
#include <QPixmap>
#include <QTimer>

#include "app/document/document.h"

namespace sfumato::ui {

/// A document's layers as a list, the highest first, then the base picture and the inpaint mask.
/// Everything that is set goes through the document's history.
class LayersModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        DetailRole = Qt::UserRole, ///< "80 % · multiply"
        IdRole,                    ///< LayerId of a layer; invalid for base picture and mask
        KindRole,                  ///< Kind
        PaintedRole                ///< bool: brush, eraser and fill work on it
    };
    enum Kind { LayerRow, BaseRow, MaskRow };

    static constexpr int thumbnailSide = 40; ///< view points

    explicit LayersModel(document::Document &document, QObject *parent = nullptr);

    /// The row of a layer, -1 if there is none.
    int rowOf(document::LayerId id) const;
    int maskRow() const { return rowCount() - 1; }
    void setRatio(qreal ratio); ///< of the screen, for the thumbnails
    void setPainted(std::optional<quint64> id); ///< theMask, a layer, or nothing

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    bool moveRows(const QModelIndex &from, int row, int count, const QModelIndex &to, int before) override;

Q_SIGNALS:
    void layerAdded(quint64 id);

private:
    const document::Layer *layerAt(int row) const;
    Kind kindAt(int row) const;
    bool isPainted(int row) const;
    QString detail(int row) const;
    QPixmap thumbnailOf(int row) const;
    void takeOver();
    void refreshThumbnails();

    document::Document &m_document;
    std::vector<document::LayerId> m_ids; ///< lowest first, as the views know them
    mutable QHash<quint64, QPixmap> m_thumbnails; ///< by layer; theMask for the mask
    mutable QPixmap m_base;
    mutable std::optional<double> m_coverage; ///< of the mask
    qreal m_ratio = 1;
    std::optional<quint64> m_painted;
    QTimer m_stale; ///< runs after a change of pixels; a stroke changes them many times a second
};

} // namespace sfumato::ui
