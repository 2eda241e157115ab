// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/make_tool.h"

#include "ui/canvas/tools/eyedropper_tool.h"
#include "ui/canvas/tools/fill_tool.h"
#include "ui/canvas/tools/frame_tool.h"
#include "ui/canvas/tools/move_tool.h"
#include "ui/canvas/tools/pan_tool.h"
#include "ui/canvas/tools/select_tool.h"
#include "ui/canvas/tools/stroke_tool.h"
#include "ui/canvas/tools/wand_tool.h"

namespace sfumato::ui {

std::unique_ptr<Tool> makeTool(ToolKind kind, ToolHost &host) {
    switch (kind) {
    case ToolKind::Move: return std::make_unique<MoveTool>(host);
    case ToolKind::Pan: return std::make_unique<PanTool>(host);
    case ToolKind::Brush: return std::make_unique<StrokeTool>(host, document::BrushMode::Paint);
    case ToolKind::Eraser: return std::make_unique<StrokeTool>(host, document::BrushMode::Erase);
    case ToolKind::Fill: return std::make_unique<FillTool>(host);
    case ToolKind::Eyedropper: return std::make_unique<EyedropperTool>(host);
    case ToolKind::Rectangle: return std::make_unique<SelectTool>(host, rectangleShape);
    case ToolKind::Ellipse: return std::make_unique<SelectTool>(host, ellipseShape);
    case ToolKind::Lasso: return std::make_unique<SelectTool>(host, lassoShape);
    case ToolKind::Wand: return std::make_unique<WandTool>(host);
    case ToolKind::Frame: return std::make_unique<FrameTool>(host);
    }
    return nullptr;
}

} // namespace sfumato::ui
