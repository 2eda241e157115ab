// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/tools/select_tool.h"

namespace sfumato::ui {

class LassoTool final : public SelectTool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::LassoTool)

public:
    using SelectTool::SelectTool;
    QString options() const override { return tr("lasso") + combineHint(); }

protected:
    void extend(QPolygonF &points, const PointerInput &pointer) const override { points << pointer.canvas; }
    QPolygonF line(const QPolygonF &points) const override { return QPolygonF(points) << points.first(); }
    document::Selection select(const QPolygonF &points, const QRect &limits) const override {
        return document::selectPolygon(points, limits);
    }
};

} // namespace sfumato::ui
