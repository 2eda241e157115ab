// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/tools/wand_tool.h"

namespace sfumato::ui {

/// Fills what has about the colour of the pixel clicked, as the wand finds it: with the brush's colour on a layer, or on the mask.
class FillTool final : public WandTool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::FillTool)

public:
    using WandTool::WandTool;

    QString options() const override { return tr("tolerance %1 · Shift: the whole picture").arg(tolerance()); }

protected:
    void take(const Finder &similar, Qt::KeyboardModifiers modifiers) override;
};

} // namespace sfumato::ui
