// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

#include "ui/canvas/tool.h"

namespace sfumato::ui {

/// The eight handles of a frame, the inside, and the outside.
enum class FramePart { TopLeft, Top, TopRight, Right, BottomRight, Bottom, BottomLeft, Left, Inside, Outside };

/// What of `frame` lies within `reach` canvas pixels of `canvas`; a handle wins over the inside.
FramePart framePartAt(const QRect &frame, QPointF canvas, double reach);

/// `frame` with `part` dragged by `by` canvas pixels. Sides stay multiples of 8 and at least limits::min_side;
/// an edge within `snap` pixels of an edge of `page` goes there where the multiples allow.
QRect dragFrame(const QRect &frame, FramePart part, QPointF by, const QRect &page, double snap);

/// Moves and resizes the generation frame; beyond the picture it asks for outpainting. Outside the frame a drag draws a
/// new one. Arrow keys move it by 8 pixels, with Shift they resize it.
class FrameTool final : public Tool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::FrameTool)

public:
    using Tool::Tool;

    void press(const PointerInput &pointer) override;
    void drag(const PointerInput &pointer) override;
    void release(const PointerInput &pointer) override;
    void abandon() override;
    void hover(const PointerInput &pointer) override;
    bool key(const QKeyEvent &event) override;
    QCursor cursor() const override;
    void paint(QPainter &painter) const override;
    QString options() const override;

private:
    QRect shown() const;

    FramePart m_part = FramePart::Outside; ///< under the pointer, or dragged
    QPointF m_pressed;
    QRect m_start;
    std::optional<QRect> m_draft;
};

} // namespace sfumato::ui
