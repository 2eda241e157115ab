// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/pixels.h"

#include <algorithm>

namespace sfumato::document {
namespace {

int channelsOf(const QImage &picture) {
    if (picture.format() == QImage::Format_Grayscale8)
        return 1;
    return picture.hasAlphaChannel() ? 4 : 3;
}

QImage::Format formatFor(int channels) {
    return channels == 1 ? QImage::Format_Grayscale8 : channels == 3 ? QImage::Format_RGB888 : QImage::Format_RGBA8888;
}

} // namespace

Image toPixels(const QImage &picture) {
    Image pixels(picture.width(), picture.height(), channelsOf(picture));
    const QImage source = picture.convertToFormat(formatFor(pixels.channels));
    for (int y = 0; y < pixels.height; ++y)
        std::copy_n(source.constScanLine(y), pixels.stride(), pixels.row(y));
    return pixels;
}

QImage toQImage(const Image &picture) {
    QImage out(picture.width, picture.height, formatFor(picture.channels));
    for (int y = 0; y < picture.height; ++y)
        std::copy_n(picture.row(y), picture.stride(), out.scanLine(y));
    return out;
}

} // namespace sfumato::document
