// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/candidates/candidate_delegate.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/candidates/candidates_model.h"
#include "ui/theme/icon.h"
#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

constexpr int gap = 4; ///< around each thumbnail
constexpr int radius = 7;

void paintPlate(QPainter &painter, const QRectF &picture, const QString &text) {
    const QFontMetricsF metrics(painter.font());
    const QSizeF size(metrics.horizontalAdvance(text) + 10, metrics.height() + 3);
    const QRectF plate(picture.left() + 5, picture.bottom() - size.height() - 5, size.width(), size.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(20, 18, 22, 205));
    painter.drawRoundedRect(plate, 4, 4);
    painter.setPen(darkPalette().text);
    painter.drawText(plate, Qt::AlignCenter, text);
}

} // namespace

QSize CandidateDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const {
    constexpr int side = CandidatesModel::thumbnailSide + 2 * gap;
    return {side, side};
}

void CandidateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const {
    const Palette &colours = paletteFor(option.palette);
    const QRectF picture = QRectF(option.rect).adjusted(gap, gap, -gap, -gap);
    const QString text = index.data(CandidatesModel::LabelRole).toString();
    const auto thumbnail = index.data(Qt::DecorationRole).value<QPixmap>();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    QFont font = option.font;
    font.setPointSizeF(font.pointSizeF() * 0.9);
    painter->setFont(font);
    QPainterPath shape;
    shape.addRoundedRect(picture, radius, radius);
    painter->fillPath(shape, colours.panel);
    if (thumbnail.isNull()) {
        painter->setPen(colours.faint);
        painter->drawText(picture, Qt::AlignCenter, text);
    } else {
        painter->setClipPath(shape);
        painter->drawPixmap(picture, thumbnail, QRectF(thumbnail.rect()));
        painter->setClipping(false);
        paintPlate(*painter, picture, text);
    }
    if (index.data(CandidatesModel::StarredRole).toBool())
        icon(QStringLiteral("star-filled"), colours.accent).paint(painter, QRectF(picture.right() - 22, picture.top() + 4, 18, 18).toRect());
    const bool chosen = option.state & QStyle::State_Selected;
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(chosen ? colours.accent : colours.line, chosen ? 2 : 1));
    const double inset = chosen ? -1 : 0;
    painter->drawRoundedRect(picture.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter->restore();
}

} // namespace sfumato::ui
