// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layers_model.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "app/document/layer_operations.h"
#include "ui/canvas/mask_coverage.h"
#include "ui/layers/thumbnail.h"

namespace sfumato::ui {
namespace {

constexpr int thumbnailDelay = 250; ///< ms

QPixmap pixmap(const QImage &image, qreal ratio) {
    QPixmap made = QPixmap::fromImage(image);
    made.setDevicePixelRatio(ratio);
    return made;
}

} // namespace

LayersModel::LayersModel(document::Document &document, QObject *parent) : QAbstractListModel(parent), m_document(document) {
    for (const document::Layer &layer : m_document.layers())
        m_ids.push_back(layer.id);
    m_stale.setSingleShot(true);
    m_stale.setInterval(thumbnailDelay);
    const auto later = [this] {
        if (!m_stale.isActive())
            m_stale.start();
    };
    connect(&m_stale, &QTimer::timeout, this, &LayersModel::refreshThumbnails);
    connect(&m_document, &document::Document::changed, this, later);
    connect(&m_document, &document::Document::maskChanged, this, [this, later] {
        m_coverage.reset();
        later();
    });
    connect(&m_document, &document::Document::layersChanged, this, &LayersModel::takeOver);
}

int LayersModel::rowOf(document::LayerId id) const {
    const auto it = std::find(m_ids.begin(), m_ids.end(), id);
    return it == m_ids.end() ? -1 : static_cast<int>(m_ids.end() - it) - 1;
}

void LayersModel::setRatio(qreal ratio) {
    if (ratio == m_ratio)
        return;
    m_ratio = ratio;
    m_base = {};
    refreshThumbnails();
}

void LayersModel::setPainted(std::optional<quint64> id) {
    m_painted = id;
    Q_EMIT dataChanged(index(0), index(rowCount() - 1), {PaintedRole, Qt::AccessibleDescriptionRole});
}

/// Brings the list to what the document has; views keep what they know where only attributes changed.
void LayersModel::takeOver() {
    std::vector<document::LayerId> ids;
    for (const document::Layer &layer : m_document.layers())
        ids.push_back(layer.id);
    if (ids == m_ids) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    document::LayerId added = 0;
    for (const document::LayerId id : ids)
        if (std::find(m_ids.begin(), m_ids.end(), id) == m_ids.end())
            added = id;
    beginResetModel();
    m_ids = std::move(ids);
    endResetModel();
    if (added != 0)
        Q_EMIT layerAdded(added);
}

void LayersModel::refreshThumbnails() {
    m_thumbnails.clear();
    Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole, DetailRole});
}

int LayersModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_ids.size()) + 2; }

LayersModel::Kind LayersModel::kindAt(int row) const {
    const int layers = static_cast<int>(m_ids.size());
    return row < layers ? LayerRow : row == layers ? BaseRow : MaskRow;
}

const document::Layer *LayersModel::layerAt(int row) const {
    return kindAt(row) == LayerRow ? m_document.layer(m_ids[m_ids.size() - 1 - static_cast<size_t>(row)]) : nullptr;
}

bool LayersModel::isPainted(int row) const {
    if (!m_painted || kindAt(row) == BaseRow)
        return false;
    const document::Layer *layer = layerAt(row);
    return *m_painted == (layer ? layer->id : document::theMask);
}

QString LayersModel::detail(int row) const {
    if (const document::Layer *layer = layerAt(row)) {
        const QString text = tr("%1 % · %2").arg(std::lround(100 * layer->opacity)).arg(document::blendModeName(layer->blend).toLower());
        return layer->recipe.isEmpty() ? text : tr("%1 · has a recipe").arg(text);
    }
    if (kindAt(row) == BaseRow)
        return tr("%1 × %2 px · never changed").arg(m_document.size().width()).arg(m_document.size().height());
    if (!m_coverage)
        m_coverage = maskCoverage(m_document);
    return tr("%1 % of the image").arg(std::lround(100 * *m_coverage));
}

QPixmap LayersModel::thumbnailOf(int row) const {
    const QRect page({}, m_document.size());
    const int side = static_cast<int>(std::lround(thumbnailSide * m_ratio));
    if (page.isEmpty())
        return {};
    if (kindAt(row) == BaseRow) {
        if (m_base.isNull())
            m_base = pixmap(thumbnail(m_document.state().base, page, side), m_ratio);
        return m_base;
    }
    const document::Layer *layer = layerAt(row);
    QPixmap &known = m_thumbnails[layer ? layer->id : document::theMask];
    if (known.isNull())
        known = pixmap(layer ? thumbnail(layer->pixels, page.translated(-layer->offset), side)
                             : thumbnail(m_document.state().mask, page, side),
                       m_ratio);
    return known;
}

QVariant LayersModel::data(const QModelIndex &index, int role) const {
    if (!index.isValid())
        return {};
    const Kind kind = kindAt(index.row());
    const document::Layer *layer = layerAt(index.row());
    if (kind == LayerRow && !layer)
        return {}; // the document has changed and will say so in a moment
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return layer ? layer->name : kind == BaseRow ? tr("Base picture") : tr("Inpaint mask");
    case Qt::AccessibleDescriptionRole: return isPainted(index.row()) ? tr("%1, is painted on").arg(detail(index.row())) : detail(index.row());
    case DetailRole: return detail(index.row());
    case PaintedRole: return isPainted(index.row());
    case Qt::DecorationRole: return thumbnailOf(index.row());
    case Qt::CheckStateRole: return layer ? QVariant(layer->visible ? Qt::Checked : Qt::Unchecked) : QVariant();
    case IdRole: return layer ? QVariant(quint64(layer->id)) : QVariant();
    case KindRole: return kind;
    default: return {};
    }
}

bool LayersModel::setData(const QModelIndex &index, const QVariant &value, int role) {
    const document::Layer *layer = index.isValid() ? layerAt(index.row()) : nullptr;
    if (!layer)
        return false;
    if (role == Qt::CheckStateRole) {
        document::setLayerVisible(m_document, layer->id, value.toInt() == Qt::Checked);
        return true;
    }
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || name.isEmpty())
        return false;
    document::renameLayer(m_document, layer->id, name);
    return true;
}

Qt::ItemFlags LayersModel::flags(const QModelIndex &index) const {
    if (!index.isValid())
        return Qt::ItemIsDropEnabled; // between rows
    const Qt::ItemFlags all = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (kindAt(index.row()) != LayerRow)
        return all;
    return all | Qt::ItemIsEditable | Qt::ItemIsDragEnabled | Qt::ItemIsUserCheckable;
}

bool LayersModel::moveRows(const QModelIndex &, int row, int count, const QModelIndex &, int before) {
    const document::Layer *layer = layerAt(row);
    if (count != 1 || !layer)
        return false;
    // Rows count from the top and `before` is a gap between rows as they are; places count from below.
    const int target = before > row ? before - 1 : before;
    const int place = static_cast<int>(m_ids.size()) - 1 - std::min(target, static_cast<int>(m_ids.size()) - 1);
    document::reorderLayer(m_document, layer->id, place);
    return true;
}

} // namespace sfumato::ui
