// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/eraser_tool.h"

#include "app/document/document.h"

namespace sfumato::ui {

quint64 EraserTool::raster() const {
    return host().document().layer(host().target()) ? host().target() : document::theMask;
}

QString EraserTool::name() const { return raster() == document::theMask ? tr("eraser") : tr("layer eraser"); }

} // namespace sfumato::ui
