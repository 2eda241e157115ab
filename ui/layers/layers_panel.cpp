// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layers_panel.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QScopedValueRollback>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/document/layer_operations.h"
#include "app/document/undo_history.h"
#include "ui/layers/layer_delegate.h"
#include "ui/layers/layer_from_mask.h"
#include "ui/layers/layers_model.h"
#include "ui/widgets/flat_button.h"
#include "ui/widgets/yielding_box.h"

namespace sfumato::ui {

LayersPanel::LayersPanel(document::Document &document, document::BackgroundChange &changes, QWidget *parent)
    : QWidget(parent), m_document(document), m_changes(changes), m_model(new LayersModel(document, this)), m_list(new QListView(this)),
      m_blend(new QComboBox(this)), m_opacity(new QSlider(Qt::Horizontal, this)), m_opacityValue(new QLabel(this)) {
    setObjectName(QStringLiteral("layersPanel"));
    m_list->setAccessibleName(tr("Layers"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new LayerDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);

    m_blend->setAccessibleName(tr("Blend mode"));
    m_blend->setToolTip(tr("How the layer's colours meet what lies below"));
    for (int n = 0; n < document::blendModeCount; ++n)
        m_blend->addItem(document::blendModeName(static_cast<document::BlendMode>(n)));
    // The longest of the modes' names would leave the opacity no room.
    letYield(m_blend, 7);
    m_opacity->setRange(0, 100);
    m_opacity->setPageStep(10);
    m_opacity->setAccessibleName(tr("Opacity"));
    m_opacity->setToolTip(tr("Opacity of the layer"));
    m_opacityValue->setProperty("role", QStringLiteral("value"));
    m_opacityValue->setTextFormat(Qt::PlainText);
    m_opacityValue->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_opacityValue->setMinimumWidth(m_opacityValue->fontMetrics().horizontalAdvance(QStringLiteral("100 %")));

    auto *settings = new QHBoxLayout;
    settings->setSpacing(8);
    settings->addWidget(m_blend, 1);
    settings->addWidget(m_opacity, 1);
    settings->addWidget(m_opacityValue);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    buildButtons(*buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 4, 8, 8);
    column->setSpacing(6);
    column->addLayout(settings);
    column->addWidget(m_list, 1);
    column->addLayout(buttons);

    connect(m_model, &LayersModel::layerAdded, this, &LayersPanel::setCurrent);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] { setCurrent(m_document.layer(m_current) ? m_current : m_below); });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &LayersPanel::showCurrent);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        chosen();
        if (!m_choosing && index.row() == m_model->maskRow())
            Q_EMIT maskChosen();
    });
    connect(m_opacity, &QSlider::valueChanged, this, &LayersPanel::setOpacity);
    connect(m_opacity, &QSlider::sliderReleased, this, [this] { m_document.history().endMerging(); });
    connect(m_blend, &QComboBox::activated, this, &LayersPanel::setBlend);
    setCurrent(m_document.layers().empty() ? document::theMask : m_document.layers().back().id);
}

void LayersPanel::buildButtons(QHBoxLayout &row) {
    m_new = flatButton(QStringLiteral("plus"), tr("New layer to paint on"));
    m_fromMask = flatButton(QStringLiteral("mask"), tr("New layer from what the mask covers"));
    m_duplicate = flatButton(QStringLiteral("duplicate"), tr("Duplicate layer"));
    m_up = flatButton(QStringLiteral("up"), tr("Move layer up"));
    m_down = flatButton(QStringLiteral("down"), tr("Move layer down"));
    m_merge = flatButton(QStringLiteral("merge"), tr("Merge layer into the one below"));
    m_rerun = flatButton(QStringLiteral("retry"), tr("Run the layer's recipe again"));
    m_remove = flatButton(QStringLiteral("trash"), tr("Delete layer"));
    for (QToolButton *each : {m_new, m_fromMask, m_duplicate, m_up, m_down, m_merge, m_rerun})
        row.addWidget(each);
    row.addStretch(1);
    row.addWidget(m_remove);
    connect(m_new, &QToolButton::clicked, this, &LayersPanel::newLayerRequested);
    connect(m_fromMask, &QToolButton::clicked, this, &LayersPanel::newFromMask);
    connect(m_duplicate, &QToolButton::clicked, this, [this] { document::duplicateLayer(m_document, m_current); });
    connect(m_up, &QToolButton::clicked, this, [this] { move(1); });
    connect(m_down, &QToolButton::clicked, this, [this] { move(-1); });
    connect(m_merge, &QToolButton::clicked, this, &LayersPanel::mergeDown);
    connect(m_rerun, &QToolButton::clicked, this, [this] { Q_EMIT rerunRequested(m_current); });
    connect(m_remove, &QToolButton::clicked, this, [this] {
        const int index = m_document.state().indexOf(m_current);
        document::removeLayer(m_document, m_current);
        const int next = std::min(index, static_cast<int>(m_document.layers().size()) - 1);
        setCurrent(next < 0 ? document::theMask : m_document.layers()[static_cast<size_t>(next)].id);
    });
}

document::LayerId LayersPanel::current() const { return m_current; }

void LayersPanel::setCurrent(document::LayerId id) {
    const int row = m_model->rowOf(id);
    const QModelIndex index = m_model->index(row < 0 ? m_model->maskRow() : row);
    const QScopedValueRollback byItself(m_choosing, true);
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
    chosen();
}

void LayersPanel::showPainted(std::optional<quint64> id) { m_model->setPainted(id); }

void LayersPanel::chosen() {
    const QVariant id = m_list->currentIndex().data(LayersModel::IdRole);
    const document::LayerId now = id.isValid() ? id.toULongLong() : document::theMask;
    const bool changed = now != m_current;
    m_current = now;
    showCurrent();
    if (changed)
        Q_EMIT currentChanged(now);
}

/// Brings the controls to what the chosen layer has.
void LayersPanel::showCurrent() {
    const document::Layer *layer = m_document.layer(m_current);
    const int index = m_document.state().indexOf(m_current);
    const QSignalBlocker quiet(m_opacity);
    m_opacity->setValue(layer ? static_cast<int>(std::lround(100 * layer->opacity)) : 100);
    m_opacityValue->setText(tr("%1 %").arg(m_opacity->value()));
    m_blend->setCurrentIndex(layer ? static_cast<int>(layer->blend) : 0);
    for (QWidget *each : std::initializer_list<QWidget *>{m_opacity, m_opacityValue, m_blend, m_duplicate, m_remove})
        each->setEnabled(layer);
    m_below = index > 0 ? m_document.layers()[static_cast<size_t>(index - 1)].id : document::theMask;
    m_up->setEnabled(layer && index + 1 < static_cast<int>(m_document.layers().size()));
    m_down->setEnabled(layer && index > 0);
    m_merge->setEnabled(layer && index > 0);
    m_rerun->setEnabled(layer && !layer->recipe.isEmpty());
    m_fromMask->setEnabled(!m_document.state().mask.tileBounds().isEmpty());
}

void LayersPanel::setOpacity(int percent) {
    m_opacityValue->setText(tr("%1 %").arg(percent));
    if (m_document.layer(m_current))
        document::setLayerOpacity(m_document, m_current, percent / 100.0);
}

void LayersPanel::setBlend(int index) {
    if (m_document.layer(m_current))
        document::setLayerBlend(m_document, m_current, static_cast<document::BlendMode>(index));
}

void LayersPanel::move(int by) { document::reorderLayer(m_document, m_current, m_document.state().indexOf(m_current) + by); }

void LayersPanel::newFromMask() {
    m_changes.perform([name = tr("From mask"), step = tr("New layer from mask")](document::Document &document) { layerFromMask(document, name, step); });
}

void LayersPanel::mergeDown() {
    m_changes.perform([id = m_current](document::Document &document) {
        if (document.layer(id)) // it may have gone meanwhile
            document::mergeDown(document, id);
    });
}

bool LayersPanel::event(QEvent *event) {
    if (event->type() == QEvent::Show || event->type() == QEvent::ScreenChangeInternal)
        m_model->setRatio(devicePixelRatioF());
    return QWidget::event(event);
}

} // namespace sfumato::ui
