// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/live_preview.h"

#include <cassert>

#include <QPainter>

namespace sfumato::ui {
namespace {

constexpr int largestSide = 1024; ///< previews are blurred anyway; more would cost time on every step

QImage asAlpha(const QImage &grey) {
    assert(grey.format() == QImage::Format_Grayscale8);
    QImage alpha = grey;
    alpha.reinterpretAsFormat(QImage::Format_Alpha8);
    return alpha;
}

} // namespace

QImage maskedPreview(const QImage &preview, QSize region, const QImage &mask) {
    if (preview.isNull() || region.isEmpty())
        return {};
    QSize size = region;
    if (size.width() > largestSide || size.height() > largestSide)
        size = size.scaled(largestSide, largestSide, Qt::KeepAspectRatio).expandedTo({1, 1});
    QImage shown = preview.convertToFormat(QImage::Format_ARGB32_Premultiplied)
                       .scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    if (mask.isNull())
        return shown;
    QPainter painter(&shown);
    painter.setCompositionMode(QPainter::CompositionMode_DestinationIn);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(QPointF(), QSizeF(size)), asAlpha(mask));
    painter.end();
    return shown;
}

QImage cutOut(const QImage &picture, QSize area, const QImage &mask) {
    if (picture.isNull() || area.isEmpty())
        return {};
    QImage shown = picture.convertToFormat(QImage::Format_ARGB32_Premultiplied);
    if (shown.size() != area)
        shown = shown.scaled(area, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    if (mask.isNull())
        return shown;
    assert(mask.format() == QImage::Format_Grayscale8 && mask.size() == area);
    for (int y = 0; y < area.height(); ++y) {
        auto *pixel = reinterpret_cast<QRgb *>(shown.scanLine(y));
        const uchar *weight = mask.constScanLine(y);
        for (int x = 0; x < area.width(); ++x)
            if (weight[x] == 0)
                pixel[x] = 0;
    }
    return shown;
}

} // namespace sfumato::ui
