// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/fill_tool.h"

#include "app/document/brush.h"
#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"

namespace sfumato::ui {

void FillTool::take(const Finder &similar, Qt::KeyboardModifiers) {
    const auto raster = host().beginPainting(true);
    if (!raster)
        return;
    host().change([similar, raster = *raster, brush = host().brush()](document::Document &document) {
        if (raster == document::theMask)
            document::combine(document, similar(document), document::MaskCombine::Add);
        else if (document.layer(raster)) // it may have gone meanwhile
            document::fillLayer(document, raster, similar(document), brush.colour, brush.opacity);
    });
}

} // namespace sfumato::ui
