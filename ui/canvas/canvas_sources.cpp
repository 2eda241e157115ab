// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_sources.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>

#include "app/document/document.h"
#include "ui/canvas/effective_mask.h"

namespace sfumato::ui {
namespace {

using document::Document;
using document::Layer;

bool anythingIn(const Document &document, const QRect &area) {
    return area.intersects(QRect({}, document.size())) ||
           std::any_of(document.layers().begin(), document.layers().end(),
                       [&](const Layer &layer) { return layer.visible && layer.area().intersects(area); });
}

QImage after(const Document &document, const QRect &area) {
    if (!anythingIn(document, area))
        return {};
    return document.flattened(area).convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

QImage before(const Document &document, const QRect &area) {
    if (!area.intersects(QRect({}, document.size())))
        return {};
    return document.state().base.toImage(area).convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

QImage difference(const Document &document, const QRect &area) {
    if (!anythingIn(document, area))
        return {};
    return differenceOf(document.state().base.toImage(area), document.flattened(area));
}

/// White, as opaque as the mask is strong.
QImage asAlpha(const QImage &grey) {
    if (grey.isNull())
        return {};
    QImage white(grey.size(), QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < grey.height(); ++y) {
        const uchar *from = grey.constScanLine(y);
        auto *to = reinterpret_cast<QRgb *>(white.scanLine(y));
        std::transform(from, from + grey.width(), to, [](uchar value) { return value * 0x01010101u; });
    }
    return white;
}

} // namespace

CanvasRenderer::Sources sourcesOf(const Document &document, const EffectiveMask &mask) {
    const auto of = [&document](QImage (*source)(const Document &, const QRect &)) {
        return [&document, source](const QRect &area) { return source(document, area); };
    };
    return {{of(after), of(before), of(difference)}, [&mask](const QRect &area) { return asAlpha(mask.pixels(area)); }};
}

QImage differenceOf(const QImage &before, const QImage &after, QColor changed) {
    assert(before.size() == after.size());
    constexpr int faintest = 150; // of 255: what a difference of one step looks like
    QImage shown(after.size(), QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < after.height(); ++y) {
        const uchar *b = before.constScanLine(y), *a = after.constScanLine(y);
        auto *out = reinterpret_cast<QRgb *>(shown.scanLine(y));
        for (int x = 0; x < after.width(); ++x, a += 4, b += 4) {
            int most = 0;
            for (int c = 0; c < 4; ++c)
                most = std::max(most, std::abs(a[c] - b[c]));
            const int grey = qGray(a[0], a[1], a[2]) * 2 / 5;
            if (most == 0) {
                out[x] = qPremultiply(qRgba(grey, grey, grey, a[3]));
                continue;
            }
            const int strength = faintest + most * (255 - faintest) / 255;
            const auto mixed = [&](int colour) { return (colour * strength + grey * (255 - strength)) / 255; };
            out[x] = qRgb(mixed(changed.red()), mixed(changed.green()), mixed(changed.blue()));
        }
    }
    return shown;
}

} // namespace sfumato::ui
