// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/tool.h"

namespace sfumato::ui {

/// Moves the view, not the picture.
class PanTool final : public Tool {
public:
    using Tool::Tool;

    void press(const PointerInput &pointer) override;
    void drag(const PointerInput &pointer) override;
    void release(const PointerInput &pointer) override;
    void abandon() override;
    QCursor cursor() const override;

private:
    std::optional<QPointF> m_last;
};

} // namespace sfumato::ui
