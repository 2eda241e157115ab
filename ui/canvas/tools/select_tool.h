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

/// What rectangle, ellipse and lasso have in common: an area is drawn and joins the mask when the button is released.
class SelectTool : public Tool {
public:
    using Tool::Tool;

    void press(const PointerInput &pointer) override;
    void drag(const PointerInput &pointer) override;
    void release(const PointerInput &pointer) override;
    void abandon() override;
    QCursor cursor() const override { return Qt::CrossCursor; }
    void paint(QPainter &painter) const override;

protected:
    /// Takes the newest point of the gesture, canvas pixels, into what is drawn.
    virtual void extend(QPolygonF &points, const PointerInput &pointer) const = 0;
    /// The line to show for the points so far, canvas pixels.
    virtual QPolygonF line(const QPolygonF &points) const = 0;
    virtual document::Selection select(const QPolygonF &points, const QRect &limits) const = 0;

private:
    QPolygonF m_points; ///< canvas pixels; empty = no gesture
};

/// The rectangle from the first point to the newest on whole pixels; with Shift a square.
QRectF spanned(const QPolygonF &points);
/// Takes the newest point as the corner opposite the first.
void extendBox(QPolygonF &points, const PointerInput &pointer);

} // namespace sfumato::ui
