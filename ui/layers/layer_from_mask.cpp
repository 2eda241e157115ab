// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layer_from_mask.h"

#include "app/document/layer_operations.h"

namespace sfumato::ui {

document::LayerId layerFromMask(document::Document &document, const QString &name, const QString &stepName) {
    const QRect area = document.state().mask.bounds();
    if (area.isEmpty())
        return 0;
    QImage picture = document.flattened(area);
    const QImage mask = document.maskIn(area);
    for (int y = 0; y < picture.height(); ++y) {
        uchar *pixel = picture.scanLine(y);
        const uchar *weight = mask.constScanLine(y);
        for (int x = 0; x < picture.width(); ++x, pixel += 4) {
            pixel[3] = static_cast<uchar>((pixel[3] * weight[x] + 127) / 255);
            if (pixel[3] == 0)
                pixel[0] = pixel[1] = pixel[2] = 0; // as everywhere: what cannot be seen has no colour
        }
    }
    document::Layer layer;
    layer.name = name;
    layer.offset = area.topLeft();
    layer.pixels.paste(picture, {});
    return document::addLayer(document, std::move(layer), stepName);
}

} // namespace sfumato::ui
