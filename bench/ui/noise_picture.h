// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

namespace sfumato {

/// A picture in which nothing repeats: what compresses worst and is flattened slowest.
inline QImage noisePicture(QSize size) {
    QImage picture(size, QImage::Format_RGBA8888);
    quint32 state = 1;
    for (int y = 0; y < size.height(); ++y)
        for (auto *pixel = reinterpret_cast<quint32 *>(picture.scanLine(y)), *end = pixel + size.width(); pixel != end; ++pixel)
            *pixel = 0xff000000u | ((state = state * 1664525u + 1013904223u) >> 8);
    return picture;
}

} // namespace sfumato
