// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/picture_view.h"

#include <QApplication>
#include <QDrag>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QUrl>

namespace sfumato::ui {
namespace {

constexpr int margin = 24;
constexpr double largestEnlargement = 4.0;

} // namespace

PictureView::PictureView(QWidget *parent) : QWidget(parent) {
    setMinimumSize(280, 280);
    setAccessibleName(tr("Picture"));
}

void PictureView::showPicture(const QImage &picture, const QString &path) {
    m_picture = picture;
    m_path = path;
    m_preview = {};
    setAccessibleDescription(path);
    update();
}

void PictureView::showPreview(const QImage &preview, QSize fullSize) {
    m_preview = preview;
    m_previewSize = fullSize;
    update();
}

void PictureView::endPreview() {
    m_preview = {};
    update();
}

QRect PictureView::target(QSize picture) const {
    const QSize room = size() - QSize(2 * margin, 2 * margin);
    QSize shown = picture.scaled(room, Qt::KeepAspectRatio);
    if (shown.width() > picture.width() * largestEnlargement)
        shown = picture * largestEnlargement;
    return {QPoint((width() - shown.width()) / 2, (height() - shown.height()) / 2), shown};
}

void PictureView::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const bool previewing = !m_preview.isNull();
    const QImage &shown = previewing ? m_preview : m_picture;
    if (shown.isNull())
        return;
    painter.drawImage(target(previewing ? m_previewSize : m_picture.size()), shown);
}

void PictureView::mousePressEvent(QMouseEvent *event) { m_pressed = event->pos(); }

void PictureView::mouseMoveEvent(QMouseEvent *event) {
    const bool far = (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (!(event->buttons() & Qt::LeftButton) || !far || m_path.isEmpty())
        return;
    auto *drag = new QDrag(this); // Qt deletes it when the drag ends
    auto *content = new QMimeData;
    content->setUrls({QUrl::fromLocalFile(m_path)});
    content->setImageData(m_picture);
    drag->setMimeData(content);
    drag->setPixmap(QPixmap::fromImage(m_picture.scaled(96, 96, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    drag->exec(Qt::CopyAction);
}

} // namespace sfumato::ui
