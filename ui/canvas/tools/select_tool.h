// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QPolygonF>

#include "app/document/mask_operations.h"
#include "ui/canvas/tool.h"

namespace sfumato::ui {

/// How a selection that ends with these keys held joins the mask: it adds; Alt subtracts, Ctrl replaces, both intersect.
document::MaskCombine combineFor(Qt::KeyboardModifiers modifiers);
/// What to say of that in the option bar.
QString combineHint();

/// What rectangle, ellipse and lasso differ in. Points are canvas pixels, from where the gesture began.
struct SelectShape {
    const char *name; ///< to be translated
    /// Takes the newest point of the gesture into what is drawn.
    void (*extend)(QPolygonF &points, const PointerInput &pointer);
    /// The line to show for the points so far.
    QPolygonF (*line)(const QPolygonF &points);
    /// Any thread.
    document::Selection (*select)(const QPolygonF &points, QRect limits);
};

extern const SelectShape rectangleShape; ///< on whole pixels; with Shift a square
extern const SelectShape ellipseShape;   ///< within such a rectangle
extern const SelectShape lassoShape;

/// An area is drawn, and joins the mask when the button is released.
class SelectTool final : public Tool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::SelectTool)

public:
    SelectTool(ToolHost &host, const SelectShape &shape) : Tool(host), m_shape(shape) {}

    void press(const PointerInput &pointer) override;
    void drag(const PointerInput &pointer) override;
    void release(const PointerInput &pointer) override;
    void abandon() override;
    QCursor cursor() const override { return Qt::CrossCursor; }
    void paint(QPainter &painter) const override;
    QString options() const override { return tr(m_shape.name) + combineHint(); }

private:
    const SelectShape &m_shape;
    QPolygonF m_points; ///< canvas pixels; empty = no gesture
};

} // namespace sfumato::ui
