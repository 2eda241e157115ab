// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>

#include "ui/canvas/tools/select_tool.h"

namespace sfumato::ui {

class EllipseTool final : public SelectTool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::EllipseTool)

public:
    using SelectTool::SelectTool;
    QString options() const override { return tr("ellipse") + combineHint(); }

protected:
    void extend(QPolygonF &points, const PointerInput &pointer) const override { extendBox(points, pointer); }
    QPolygonF line(const QPolygonF &points) const override {
        QPainterPath path;
        path.addEllipse(spanned(points));
        return path.toFillPolygon();
    }
    document::Selection select(const QPolygonF &points, const QRect &limits) const override {
        return document::selectEllipse(spanned(points), limits);
    }
};

} // namespace sfumato::ui
