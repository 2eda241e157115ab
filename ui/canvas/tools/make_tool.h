// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "ui/canvas/tool.h"

namespace sfumato::ui {

std::unique_ptr<Tool> makeTool(ToolKind kind, ToolHost &host);

} // namespace sfumato::ui
