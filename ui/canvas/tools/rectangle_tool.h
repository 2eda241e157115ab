// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/tools/select_tool.h"

namespace sfumato::ui {

class RectangleTool final : public SelectTool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::RectangleTool)

public:
    using SelectTool::SelectTool;
    QString options() const override { return tr("rectangle") + combineHint(); }

protected:
    void extend(QPolygonF &points, const PointerInput &pointer) const override { extendBox(points, pointer); }
    QPolygonF line(const QPolygonF &points) const override { return spanned(points); }
    document::Selection select(const QPolygonF &points, const QRect &limits) const override {
        return document::selectRectangle(spanned(points), limits);
    }
};

} // namespace sfumato::ui
