// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/thumbnail.h"

#include <cstring>

namespace sfumato::ui {
namespace {

constexpr int samples = 3; ///< along each side of a pixel of the thumbnail

} // namespace

QImage thumbnail(const document::TileImage &pixels, const QRect &area, int side) {
    const QSize size = QSize(area.size()).scaled(side, side, Qt::KeepAspectRatio).expandedTo({1, 1}).boundedTo(area.size());
    const QSize fine = (size * samples).boundedTo(area.size());
    const auto channels = static_cast<size_t>(pixels.channels());
    QImage sampled(fine, channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_Grayscale8);
    sampled.fill(0);
    for (int y = 0; y < fine.height(); ++y) {
        const int from = area.top() + static_cast<int>((y + 0.5) * area.height() / fine.height());
        uchar *to = sampled.scanLine(y);
        for (int x = 0; x < fine.width(); ++x, to += channels) {
            const QPoint at(area.left() + static_cast<int>((x + 0.5) * area.width() / fine.width()), from);
            const QPoint place = document::tileAt(at);
            const auto tile = pixels.tiles().constFind(place);
            if (tile == pixels.tiles().cend() || tile->isEmpty())
                continue;
            const QPoint in = at - place * document::tileSide;
            std::memcpy(to, tile->constData() + static_cast<size_t>(in.y() * document::tileSide + in.x()) * channels, channels);
        }
    }
    return sampled.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

} // namespace sfumato::ui
