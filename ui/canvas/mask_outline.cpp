// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/mask_outline.h"

#include <algorithm>

#include <QTransform>

#include "ui/canvas/outline.h"

namespace sfumato::ui {
namespace {

constexpr int largestSide = 1024;

/// The mask within `area`, which consists of whole tiles, with 2^shift x 2^shift pixels averaged into one; shift 0..6.
QImage reduced(const document::TileImage &mask, const QRect &area, int shift) {
    QImage small(area.width() >> shift, area.height() >> shift, QImage::Format_Grayscale8);
    small.fill(0);
    const int side = document::tileSide >> shift, step = 1 << shift;
    for (auto it = mask.tiles().cbegin(); it != mask.tiles().cend(); ++it) {
        if (it->isEmpty())
            continue;
        const QPoint corner = it.key() * document::tileSide - area.topLeft();
        const auto *pixels = reinterpret_cast<const uchar *>(it->constData());
        for (int y = 0; y < side; ++y) {
            uchar *to = small.scanLine((corner.y() >> shift) + y) + (corner.x() >> shift);
            for (int x = 0; x < side; ++x) {
                int sum = 0;
                for (int v = 0; v < step; ++v)
                    for (int u = 0; u < step; ++u)
                        sum += pixels[(y * step + v) * document::tileSide + x * step + u];
                to[x] = static_cast<uchar>(sum >> (2 * shift));
            }
        }
    }
    return small;
}

} // namespace

std::vector<QPolygonF> maskOutline(const document::TileImage &mask) {
    const QRect area = mask.tileBounds();
    int shift = 0;
    while (shift < 6 && (std::max(area.width(), area.height()) >> shift) > largestSide)
        ++shift;
    auto lines = outline(area.isEmpty() ? QImage() : reduced(mask, area, shift));
    const QTransform toCanvas = QTransform::fromScale(1 << shift, 1 << shift) * QTransform::fromTranslate(area.x(), area.y());
    for (QPolygonF &line : lines)
        line = toCanvas.map(line);
    return lines;
}

} // namespace sfumato::ui
