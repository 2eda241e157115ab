// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "app/document/brush_stroke.h"
#include "ui/canvas/tool.h"

namespace sfumato::ui {

/// Brush and eraser: a stroke that follows the pointer, on the mask or on a layer, and the brush's outline at the pointer.
/// With Shift a drag to the right or left sets the brush's size instead.
class StrokeTool final : public Tool {
public:
    StrokeTool(ToolHost &host, document::BrushMode mode);

    void press(const PointerInput &pointer) override;
    void drag(const PointerInput &pointer) override;
    void release(const PointerInput &pointer) override;
    void abandon() override;
    void hover(const PointerInput &pointer) override;
    void leave() override;
    QCursor cursor() const override { return Qt::BlankCursor; }
    void paint(QPainter &painter) const override;

private:
    struct Resizing {
        QPointF start;     ///< view points
        double size;       ///< canvas pixels
    };

    void point(QPointF view);
    QRectF outlineBox() const; ///< view points

    document::BrushMode m_mode;
    std::unique_ptr<document::BrushStroke> m_stroke;
    std::optional<Resizing> m_resizing;
    std::optional<QPointF> m_pointer; ///< view points
};

} // namespace sfumato::ui
