// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layer_delegate.h"

#include <algorithm>

#include <QMouseEvent>
#include <QPainter>

#include "ui/layers/layers_model.h"
#include "ui/theme/icon.h"
#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

constexpr int padding = 5;
constexpr int radius = 6;
constexpr int eyeSide = 18;

/// Where the mark stands that a row is painted on: left of the eye.
QRect markRect(const QRect &row) {
    return LayerDelegate::eyeRect(row).translated(-eyeSide - padding, 0);
}

/// As far as the marks of the row let it reach.
QRect textRect(const QRect &row, const QModelIndex &index) {
    const int left = row.left() + padding + LayersModel::thumbnailSide + 2 * padding;
    const bool eye = index.data(Qt::CheckStateRole).isValid(), mark = index.data(LayersModel::PaintedRole).toBool();
    const int right = (mark ? markRect(row).left() : eye ? LayerDelegate::eyeRect(row).left() : row.right()) - padding;
    return QRect(QPoint(left, row.top() + padding), QPoint(right, row.bottom() - padding));
}

QFont smaller(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

} // namespace

QRect LayerDelegate::eyeRect(const QRect &row) {
    return {row.right() - padding - eyeSide, row.center().y() - eyeSide / 2, eyeSide, eyeSide};
}

QSize LayerDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const {
    const int text = option.fontMetrics.height() + QFontMetrics(smaller(option.font)).height();
    return {160, std::max(text, LayersModel::thumbnailSide) + 2 * padding};
}

void LayerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const {
    const Palette &colours = paletteFor(option.palette);
    const QVariant check = index.data(Qt::CheckStateRole);
    const bool visible = !check.isValid() || check.toInt() == Qt::Checked;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF row = QRectF(option.rect).adjusted(0.5, 1.5, -0.5, -1.5);
    const bool selected = option.state & QStyle::State_Selected, pointed = option.state & QStyle::State_MouseOver;
    painter->setPen(option.state & QStyle::State_HasFocus ? QPen(colours.accent) : QPen(Qt::NoPen));
    painter->setBrush(selected ? QBrush(colours.raised) : pointed ? QBrush(colours.hover) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(row, radius, radius);

    const auto picture = index.data(Qt::DecorationRole).value<QPixmap>();
    const QSizeF size = picture.deviceIndependentSize();
    const QRectF place(option.rect.left() + padding + (LayersModel::thumbnailSide - size.width()) / 2,
                       option.rect.center().y() + 0.5 - size.height() / 2, size.width(), size.height());
    painter->setOpacity(visible ? 1 : 0.4);
    painter->fillRect(place, QColor(0x88, 0x88, 0x88));
    painter->drawPixmap(place.topLeft(), picture);

    const QRect text = textRect(option.rect, index);
    const QFont small = smaller(option.font);
    const int nameHeight = option.fontMetrics.height(), detailHeight = QFontMetrics(small).height();
    const int top = text.center().y() - (nameHeight + detailHeight) / 2;
    painter->setFont(option.font);
    painter->setPen(colours.text);
    painter->drawText(QRect(text.left(), top, text.width(), nameHeight), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, text.width()));
    painter->setFont(small);
    painter->setPen(colours.faint);
    painter->drawText(QRect(text.left(), top + nameHeight, text.width(), detailHeight), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(small).elidedText(index.data(LayersModel::DetailRole).toString(), Qt::ElideRight, text.width()));
    painter->setOpacity(1);
    if (index.data(LayersModel::PaintedRole).toBool())
        icon(QStringLiteral("brush"), colours.accent).paint(painter, markRect(option.rect));
    if (check.isValid())
        icon(visible ? QStringLiteral("eye") : QStringLiteral("eye-off"), visible ? colours.text : colours.faint)
            .paint(painter, eyeRect(option.rect));
    painter->restore();
}

bool LayerDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index) {
    const QVariant check = index.data(Qt::CheckStateRole);
    if (!check.isValid())
        return false;
    const auto toggle = [&] {
        return model->setData(index, check.toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    };
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick: // a quick second click on the eye is no wish to rename
    case QEvent::MouseButtonRelease: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() != Qt::LeftButton || !eyeRect(option.rect).contains(mouse->position().toPoint()))
            return false;
        return event->type() != QEvent::MouseButtonRelease || toggle();
    }
    case QEvent::KeyPress:
        return static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space && toggle();
    default: return false;
    }
}

void LayerDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const {
    QRect text = textRect(option.rect, index);
    const int height = std::min(editor->sizeHint().height(), option.rect.height());
    text.moveTop(option.rect.center().y() - height / 2);
    text.setHeight(height);
    editor->setGeometry(text);
}

} // namespace sfumato::ui
