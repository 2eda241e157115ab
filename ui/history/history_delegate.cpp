// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

#include "ui/history/history_model.h"
#include "ui/theme/icon.h"
#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

constexpr int thumbnailSide = 40, gap = 9, margin = 4, indent = 14, mark = 14;

/// As much of the picture's middle as fills a square.
QRectF middleOf(const QImage &image) {
    const qreal side = std::min(image.width(), image.height());
    return {(image.width() - side) / 2, (image.height() - side) / 2, side, side};
}

void drawThumbnail(QPainter &painter, const QRect &place, const QModelIndex &index, const Palette &colours) {
    const QImage image = index.data(HistoryModel::ThumbnailRole).value<QImage>();
    QPainterPath outline;
    outline.addRoundedRect(place, 5, 5);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.fillPath(outline, colours.field);
    if (image.isNull()) {
        if (index.data(HistoryModel::MissingRole).toBool())
            icon(QStringLiteral("warning"), colours.faint).paint(&painter, place.adjusted(11, 11, -11, -11));
        return;
    }
    painter.save();
    painter.setClipPath(outline);
    painter.drawImage(place, image, middleOf(image));
    painter.restore();
}

} // namespace

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const {
    const int lines = 2 * option.fontMetrics.height();
    return {160, std::max(thumbnailSide, lines) + 2 * margin + 2};
}

void HistoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const {
    QStyleOptionViewItem background = option;
    background.text.clear();
    const QWidget *view = option.widget;
    (view ? view->style() : QApplication::style())->drawPrimitive(QStyle::PE_PanelItemViewItem, &background, painter, view);

    const Palette &colours = paletteFor(option.palette);
    const int depth = index.data(HistoryModel::DepthRole).toInt();
    const bool rejected = index.data(HistoryModel::RejectedRole).toBool();
    QRect place = option.rect.adjusted(margin + depth * indent, margin + 1, -margin, -margin - 1);
    painter->save();
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(colours.accent);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
    painter->setOpacity(rejected ? 0.45 : 1.0);
    const QRect picture(place.left(), place.top() + (place.height() - thumbnailSide) / 2, thumbnailSide, thumbnailSide);
    drawThumbnail(*painter, picture, index, colours);
    if (index.data(HistoryModel::StarredRole).toBool()) {
        icon(QStringLiteral("star-filled"), colours.accent).paint(painter, place.right() - mark, place.center().y() - mark / 2, mark, mark);
        place.setRight(place.right() - mark - gap / 2);
    }
    place.setLeft(picture.right() + gap);
    QFont small = option.font;
    small.setPointSizeF(option.font.pointSizeF() * 0.9);
    const QFontMetrics title(option.font), detail(small);
    const int top = place.top() + (place.height() - title.height() - detail.height()) / 2;
    painter->setFont(option.font);
    painter->setPen(colours.text);
    painter->drawText(QRect(place.left(), top, place.width(), title.height()), Qt::AlignLeft | Qt::AlignVCenter,
                      title.elidedText(index.data(HistoryModel::TitleRole).toString(), Qt::ElideRight, place.width()));
    painter->setFont(small);
    painter->setPen(colours.faint);
    const QString missing = index.data(HistoryModel::MissingRole).toBool() ? tr("file not found · ") : QString();
    painter->drawText(QRect(place.left(), top + title.height(), place.width(), detail.height()), Qt::AlignLeft | Qt::AlignVCenter,
                      detail.elidedText(missing + index.data(HistoryModel::DetailRole).toString(), Qt::ElideRight, place.width()));
    painter->restore();
}

} // namespace sfumato::ui
