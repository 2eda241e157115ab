// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

#include "ui/canvas/tool.h"

namespace sfumato::ui {

/// Moves the layer that is chosen in the layers panel; the base picture stays where it is. Arrow keys move it by a pixel,
/// with Shift by 10.
class MoveTool final : public Tool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::MoveTool)

public:
    using Tool::Tool;

    void press(const PointerInput &pointer) override;
    void drag(const PointerInput &pointer) override;
    void release(const PointerInput &pointer) override;
    void abandon() override;
    bool key(const QKeyEvent &event) override;
    QCursor cursor() const override;
    QString options() const override;

private:
    bool hasLayer() const;

    QPointF m_pressed;
    QPoint m_start; ///< the layer's offset when the button went down
    int m_index = 0; ///< of the history then
    bool m_moving = false;
};

} // namespace sfumato::ui
