// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/picture_well.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QPainterPath>
#include <QUrl>

#include "ui/theme/palette.h"

namespace sfumato::ui {
namespace {

constexpr int wellHeight = 92, leastWidth = 80, padding = 6;

QString fileIn(const QMimeData &data) {
    for (const QUrl &url : data.urls())
        if (url.isLocalFile())
            return url.toLocalFile();
    return {};
}

} // namespace

PictureWell::PictureWell(const QString &name, const QString &wanted, QWidget *parent) : QAbstractButton(parent), m_wanted(wanted) {
    setAccessibleName(name);
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PictureWell::setPicture(const QImage &picture) {
    m_picture = picture;
    update();
}

void PictureWell::setWanted(const QString &text) {
    m_wanted = text;
    update();
}

void PictureWell::setReadOnly() {
    setAcceptDrops(false);
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

QSize PictureWell::sizeHint() const { return {leastWidth, wellHeight}; }

void PictureWell::paintEvent(QPaintEvent *) {
    const Palette &colours = paletteFor(palette());
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRectF place = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(place, 6, 6);
    painter.fillPath(outline, colours.field);
    if (m_picture.isNull()) {
        painter.setPen(colours.faint);
        painter.drawText(place.adjusted(padding, padding, -padding, -padding), Qt::AlignCenter | Qt::TextWordWrap, m_wanted);
    } else {
        painter.setClipPath(outline);
        QRectF shown(QPointF(), QSizeF(m_picture.size()).scaled(place.size(), Qt::KeepAspectRatio));
        shown.moveCenter(place.center());
        painter.drawImage(shown, m_picture);
        painter.setClipping(false);
    }
    painter.setPen(hasFocus() ? colours.accent : colours.line);
    painter.drawPath(outline);
}

void PictureWell::dragEnterEvent(QDragEnterEvent *event) {
    if (event->mimeData()->hasImage() || !fileIn(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void PictureWell::dropEvent(QDropEvent *event) {
    event->acceptProposedAction();
    if (const QString file = fileIn(*event->mimeData()); !file.isEmpty())
        Q_EMIT fileDropped(file);
    else if (const auto picture = qvariant_cast<QImage>(event->mimeData()->imageData()); !picture.isNull())
        Q_EMIT pictureDropped(picture);
}

} // namespace sfumato::ui
