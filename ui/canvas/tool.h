// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include <QCursor>
#include <QKeyEvent>
#include <QPainter>
#include <QString>

#include "ui/canvas/view_transform.h"

namespace sfumato::document {
class Document;
struct Brush;
}

namespace sfumato::ui {

enum class ToolKind { Move, Pan, Brush, Eraser, Fill, Eyedropper, Rectangle, Ellipse, Lasso, Wand, Frame };
constexpr int toolCount = int(ToolKind::Frame) + 1;

/// What brush, eraser and fill work on.
enum class PaintOn { Mask, Layer };

/// Where a mouse or a pen is, and how it is held.
struct PointerInput {
    QPointF view;        ///< view points, fractions included
    QPointF canvas;      ///< canvas pixels
    double pressure = 1; ///< 0..1; 1 for a mouse
    Qt::KeyboardModifiers modifiers;
};

/// What a tool may do to the canvas it works on.
class ToolHost {
public:
    virtual ~ToolHost() = default;
    virtual document::Document &document() = 0;
    virtual const ViewTransform &transform() const = 0;
    virtual const document::Brush &brush() const = 0;
    virtual void setBrush(const document::Brush &brush) = 0;
    virtual void panBy(QPointF viewPoints) = 0;
    /// The layer that is worked on: that of the layers panel; theMask (0) for the mask.
    virtual quint64 target() const = 0;
    virtual PaintOn paintOn() const = 0;
    /// The pixels that a gesture of brush, eraser or fill begins to work on: theMask or a layer's. To `add` paint where no layer is
    /// chosen makes one. Nothing where they cannot be painted; the person is told why.
    virtual std::optional<quint64> beginPainting(bool add) = 0;
    /// Makes a change that may take long, one step at most: it is also run on copies of the document, on other threads.
    virtual void change(std::function<void(document::Document &)> change) = 0;
    /// Shows a frame that is not decided yet instead of the document's; nothing = the document's.
    virtual void showDraftFrame(std::optional<QRect> frame) = 0;
    /// Something that the tool paints has changed.
    virtual void updateOverlay() = 0;
    virtual void updateOverlay(const QRectF &view) = 0;
    /// What came of a gesture that could not be done, to be told to the person.
    virtual void tell(const QString &sentence) = 0;
};

/// One way of working on the canvas. The view sends it what the pointer does; what it changes it changes through the
/// document's history, so that it can be taken back. One gesture runs from press() to release() or abandon().
class Tool {
public:
    explicit Tool(ToolHost &host) : m_host(host) {}
    virtual ~Tool() = default;
    Tool(const Tool &) = delete;
    Tool &operator=(const Tool &) = delete;

    virtual void press(const PointerInput &pointer) = 0;
    virtual void drag(const PointerInput &pointer) = 0;
    virtual void release(const PointerInput &pointer) = 0;
    /// Ends a gesture as if it had not begun.
    virtual void abandon() = 0;
    /// The pointer moves without a button.
    virtual void hover(const PointerInput &) {}
    virtual void leave() {}
    /// Returns whether the tool has used the key.
    virtual bool key(const QKeyEvent &) { return false; }

    virtual QCursor cursor() const = 0;
    /// Paints above the picture, in view points.
    virtual void paint(QPainter &) const {}
    /// One line on how the tool is set, e.g. "brush 64 px · hardness 70 %"; empty = nothing to say.
    virtual QString options() const { return {}; }

protected:
    ToolHost &host() const { return m_host; }

private:
    ToolHost &m_host;
};

} // namespace sfumato::ui
