// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/fill_tool.h"

#include "app/document/brush.h"
#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"

namespace sfumato::ui {

void FillTool::take(const document::Selection &similar, Qt::KeyboardModifiers) {
    const auto raster = host().beginPainting(true);
    if (!raster)
        return;
    if (*raster == document::theMask)
        document::combine(host().document(), similar, document::MaskCombine::Add);
    else
        document::fillLayer(host().document(), *raster, similar, host().brush().colour, host().brush().opacity);
}

} // namespace sfumato::ui
