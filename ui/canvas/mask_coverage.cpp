// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/mask_coverage.h"

#include <numeric>

namespace sfumato::ui {

double maskCoverage(const document::Document &document) {
    const QRect page({}, document.size());
    if (page.isEmpty())
        return 0;
    qint64 sum = 0;
    const auto &tiles = document.state().mask.tiles();
    for (auto it = tiles.cbegin(); it != tiles.cend(); ++it) {
        const QRect inside = document::tileRect(it.key()) & page;
        if (it->isEmpty() || inside.isEmpty())
            continue;
        const QPoint corner = inside.topLeft() - it.key() * document::tileSide;
        for (int y = 0; y < inside.height(); ++y) {
            const auto *row = reinterpret_cast<const uchar *>(it->constData()) + (corner.y() + y) * document::tileSide + corner.x();
            sum += std::accumulate(row, row + inside.width(), qint64(0));
        }
    }
    return static_cast<double>(sum) / 255 / page.width() / page.height();
}

} // namespace sfumato::ui
