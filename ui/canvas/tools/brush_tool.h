// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

#include "ui/canvas/tools/stroke_tool.h"

namespace sfumato::ui {

/// Paints the mask: what is to be repainted.
class BrushTool final : public StrokeTool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::BrushTool)

public:
    explicit BrushTool(ToolHost &host) : StrokeTool(host, document::BrushMode::Paint) {}

protected:
    quint64 raster() const override { return document::theMask; }
    QString name() const override { return tr("brush"); }
};

} // namespace sfumato::ui
