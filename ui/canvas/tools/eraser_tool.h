// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

#include "ui/canvas/tools/stroke_tool.h"

namespace sfumato::ui {

/// Takes away from the mask, or from the layer that is chosen in the layers panel.
class EraserTool final : public StrokeTool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::EraserTool)

public:
    explicit EraserTool(ToolHost &host) : StrokeTool(host, document::BrushMode::Erase) {}

protected:
    quint64 raster() const override;
    QString name() const override;
};

} // namespace sfumato::ui
