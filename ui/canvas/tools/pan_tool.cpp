// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/pan_tool.h"

namespace sfumato::ui {

void PanTool::press(const PointerInput &pointer) { m_last = pointer.view; }

void PanTool::drag(const PointerInput &pointer) {
    if (!m_last)
        return;
    host().panBy(pointer.view - *m_last);
    m_last = pointer.view;
}

void PanTool::release(const PointerInput &) { m_last.reset(); }

void PanTool::abandon() { m_last.reset(); }

QCursor PanTool::cursor() const { return m_last ? Qt::ClosedHandCursor : Qt::OpenHandCursor; }

} // namespace sfumato::ui
