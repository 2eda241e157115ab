// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/library_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

#include "core/modelio/model_info.h"
#include "ui/library/library_model.h"
#include "ui/theme/icon.h"
#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

constexpr int smallSide = 40, largeSide = 132, gap = 9, margin = 5;

QString iconOf(modelio::ModelKind kind) {
    using modelio::ModelKind;
    switch (kind) {
    case ModelKind::Model: return QStringLiteral("generate");
    case ModelKind::Lora: return QStringLiteral("layers");
    case ModelKind::Embedding: return QStringLiteral("keyboard");
    case ModelKind::Vae:
    case ModelKind::TinyVae: return QStringLiteral("picture");
    case ModelKind::ControlNet:
    case ModelKind::T2iAdapter:
    case ModelKind::IpAdapter: return QStringLiteral("lasso");
    case ModelKind::Upscaler: return QStringLiteral("zoom");
    default: return QStringLiteral("info");
    }
}

/// As much of the picture's middle as fills the place's shape.
QRectF middleOf(const QImage &image, const QSizeF &place) {
    const QSizeF part = place.scaled(image.size(), Qt::KeepAspectRatio);
    return {QPointF(image.width() - part.width(), image.height() - part.height()) / 2, part};
}

void drawPicture(QPainter &painter, const QRect &place, const QModelIndex &index, const Palette &colours) {
    QPainterPath outline;
    outline.addRoundedRect(place, 5, 5);
    painter.fillPath(outline, colours.field);
    const QImage image = index.data(LibraryModel::PictureRole).value<QImage>();
    if (image.isNull()) {
        const bool problem = index.data(LibraryModel::ProblemRole).toBool();
        const QString name = problem ? QStringLiteral("warning") : iconOf(static_cast<modelio::ModelKind>(index.data(LibraryModel::KindRole).toInt()));
        const int side = std::min(place.height() / 2, 32);
        QRect sign(0, 0, side, side);
        sign.moveCenter(place.center());
        icon(name, problem ? colours.problem : colours.faint).paint(&painter, sign);
        return;
    }
    painter.save();
    painter.setClipPath(outline);
    painter.drawImage(QRectF(place), image, middleOf(image, place.size()));
    painter.restore();
}

/// Returns how wide it is.
int drawBadge(QPainter &painter, const QPoint &topRight, const QString &text, const QFont &font, const Palette &colours) {
    if (text.isEmpty())
        return 0;
    const QFontMetrics metrics(font);
    const QSize size(metrics.horizontalAdvance(text) + 10, metrics.height() + 2);
    const QRectF place(QPointF(topRight.x() - size.width(), topRight.y()), size);
    painter.setPen(colours.line);
    painter.setBrush(colours.window);
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(colours.text);
    painter.setFont(font);
    painter.drawText(place, Qt::AlignCenter, text);
    return size.width();
}

void drawLine(QPainter &painter, const QRect &place, const QString &text, const QFont &font, const QColor &colour) {
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width()));
}

} // namespace

QSize LibraryDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const {
    const int lines = 2 * option.fontMetrics.height();
    if (m_look == LibraryLook::Grid)
        return {largeSide + 2 * margin, largeSide + lines + 3 * margin};
    return {200, std::max(smallSide, lines) + 2 * margin};
}

void LibraryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const {
    QStyleOptionViewItem background = option;
    background.text.clear();
    const QWidget *view = option.widget;
    (view ? view->style() : QApplication::style())->drawPrimitive(QStyle::PE_PanelItemViewItem, &background, painter, view);

    const Palette &colours = paletteFor(option.palette);
    const bool grid = m_look == LibraryLook::Grid, problem = index.data(LibraryModel::ProblemRole).toBool();
    QFont small = option.font;
    small.setPointSizeF(option.font.pointSizeF() * 0.9);
    const int titleHeight = option.fontMetrics.height(), detailHeight = QFontMetrics(small).height();
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange) {
        painter->setPen(colours.accent);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
    QRect place = option.rect.adjusted(margin, margin, -margin, -margin);
    const QString badge = index.data(LibraryModel::BadgeRole).toString();
    QRect words;
    if (grid) {
        const QRect picture(place.left(), place.top(), place.width(), largeSide);
        drawPicture(*painter, picture, index, colours);
        drawBadge(*painter, picture.topRight() + QPoint(-4, 5), badge, small, colours);
        words = QRect(place.left(), picture.bottom() + margin, place.width(), titleHeight + detailHeight);
    } else {
        const QRect picture(place.left(), place.top() + (place.height() - smallSide) / 2, smallSide, smallSide);
        drawPicture(*painter, picture, index, colours);
        const int taken = drawBadge(*painter, {place.right(), place.center().y() - (detailHeight + 2) / 2}, badge, small, colours);
        words = QRect(picture.right() + gap, place.top() + (place.height() - titleHeight - detailHeight) / 2,
                      place.right() - picture.right() - gap - (taken > 0 ? taken + gap : 0), titleHeight + detailHeight);
    }
    drawLine(*painter, {words.topLeft(), QSize(words.width(), titleHeight)}, index.data(LibraryModel::NameRole).toString(), option.font, colours.text);
    drawLine(*painter, {words.left(), words.top() + titleHeight, words.width(), detailHeight}, index.data(LibraryModel::DetailRole).toString(), small,
             problem ? colours.problem : colours.faint);
    painter->restore();
}

} // namespace sfumato::ui
