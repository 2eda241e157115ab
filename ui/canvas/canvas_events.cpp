// SPDX-License-Identifier: GPL-3.0-or-later
// What CanvasView does with mouse, pen, wheel, fingers and keys.
#include <algorithm>
#include <cmath>

#include <QGestureEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QTabletEvent>
#include <QWheelEvent>

#include "app/document/layer_operations.h"
#include "ui/canvas/canvas_view.h"
#include "ui/widgets/recent_colours.h"

namespace sfumato::ui {
namespace {

constexpr double notch = 120;        ///< Qt's units of one step of a wheel
constexpr double notchesToDouble = 4; ///< zoom
constexpr double wheelPan = 64;      ///< points a notch
constexpr double keyPan = 64;        ///< points a press; with Shift a whole view

QPointF panDirection(int key) {
    switch (key) {
    case Qt::Key_Left: return {1, 0};
    case Qt::Key_Right: return {-1, 0};
    case Qt::Key_Up: return {0, 1};
    case Qt::Key_Down: return {0, -1};
    default: return {};
    }
}

} // namespace

// ---- tools

void CanvasView::setTool(ToolKind tool) {
    if (tool == m_tool)
        return;
    if (m_gestureTool)
        current().abandon();
    m_gestureTool.reset();
    m_tools[static_cast<size_t>(m_tool)]->leave();
    m_tool = tool;
    updateCursor();
    placeChips();
    update();
    Q_EMIT toolChanged(tool);
}

void CanvasView::swapBrushAndEraser() { setTool(m_tool == ToolKind::Brush ? ToolKind::Eraser : ToolKind::Brush); }

void CanvasView::setBrush(const document::Brush &brush) {
    m_brush = brush;
    placeChips();
    update();
    Q_EMIT brushChanged();
}

void CanvasView::setTarget(quint64 layer) {
    if (layer == m_target)
        return;
    m_target = layer;
    placeChips();
    Q_EMIT paintedChanged();
}

void CanvasView::setPaintOn(PaintOn paintOn) {
    if (paintOn == m_paintOn)
        return;
    m_paintOn = paintOn;
    placeChips();
    update();
    Q_EMIT paintedChanged();
}

std::optional<quint64> CanvasView::painted() const {
    if (m_paintOn == PaintOn::Mask)
        return document::theMask;
    return m_document.layer(m_target) ? std::optional(m_target) : std::nullopt;
}

std::optional<quint64> CanvasView::beginPainting(bool add) {
    if (m_paintOn == PaintOn::Mask)
        return document::theMask;
    if (!painted() && !add) {
        tell(tr("The base picture is never changed. Choose a layer in the Layers panel to erase from it."));
        return {};
    }
    if (!painted())
        setTarget(document::addEmptyLayer(m_document, tr("Paint")));
    const document::Layer &layer = *m_document.layer(m_target);
    if (!layer.visible) {
        tell(tr("The layer “%1” is hidden. Show it in the Layers panel to paint on it.").arg(layer.name));
        return {};
    }
    if (add)
        rememberColour(m_brush.colour);
    return m_target;
}

void CanvasView::stepBrushSize(bool larger) {
    document::Brush brush = m_brush;
    const double size = brush.size * (larger ? 1.15 : 1 / 1.15);
    // At least one pixel, or small brushes would stay as they are.
    brush.size = std::clamp(larger ? std::max(std::round(size), brush.size + 1) : std::min(std::round(size), brush.size - 1), 1.0, 4096.0);
    setBrush(brush);
}

PointerInput CanvasView::pointerAt(QPointF view, Qt::KeyboardModifiers modifiers, double pressure) const {
    return {view, m_transform.toCanvas(view), pressure, modifiers};
}

void CanvasView::press(ToolKind tool, const PointerInput &pointer) {
    if (m_gestureTool)
        return; // a second button while one is down
    m_gestureTool = tool;
    current().press(pointer);
    updateCursor();
}

void CanvasView::move(const PointerInput &pointer) {
    const QPointF canvas = pointer.canvas;
    Q_EMIT pointed({static_cast<int>(std::floor(canvas.x())), static_cast<int>(std::floor(canvas.y()))});
    if (m_gestureTool)
        current().drag(pointer);
    else
        current().hover(pointer);
    updateCursor();
}

void CanvasView::release(const PointerInput &pointer) {
    if (!m_gestureTool)
        return;
    Tool &tool = current();
    m_gestureTool.reset();
    tool.release(pointer);
    updateCursor();
    placeChips();
    if (m_mask.isStale())
        refreshMask();
    update();
}

void CanvasView::updateCursor() {
    if (const QCursor wanted = current().cursor(); wanted.shape() != cursor().shape())
        setCursor(wanted);
}

// ---- mouse and pen

void CanvasView::mousePressEvent(QMouseEvent *event) {
    if (event->button() == Qt::MiddleButton)
        press(ToolKind::Pan, pointerAt(event->position(), event->modifiers()));
    else if (event->button() == Qt::LeftButton)
        press(m_spaceHeld ? ToolKind::Pan : m_tool, pointerAt(event->position(), event->modifiers()));
    else
        QWidget::mousePressEvent(event);
}

void CanvasView::mouseMoveEvent(QMouseEvent *event) { move(pointerAt(event->position(), event->modifiers())); }

void CanvasView::mouseReleaseEvent(QMouseEvent *event) { release(pointerAt(event->position(), event->modifiers())); }

void CanvasView::mouseDoubleClickEvent(QMouseEvent *event) { mousePressEvent(event); }

void CanvasView::tabletEvent(QTabletEvent *event) {
    const PointerInput pointer = pointerAt(event->position(), event->modifiers(), event->pressure());
    // The pen's other end erases, whatever tool is chosen; its buttons pan like the mouse's middle one.
    const bool eraser = event->pointerType() == QPointingDevice::PointerType::Eraser;
    switch (event->type()) {
    case QEvent::TabletPress:
        if (event->button() == Qt::LeftButton)
            press(m_spaceHeld ? ToolKind::Pan : eraser ? ToolKind::Eraser : m_tool, pointer);
        else if (event->button() == Qt::MiddleButton)
            press(ToolKind::Pan, pointer);
        break;
    case QEvent::TabletMove: move(pointer); break;
    case QEvent::TabletRelease: release(pointer); break;
    default: break;
    }
    event->accept();
}

void CanvasView::leaveEvent(QEvent *) {
    if (!m_gestureTool)
        current().leave();
    Q_EMIT pointed({-1, -1});
}

void CanvasView::wheelEvent(QWheelEvent *event) {
    if (event->modifiers() & Qt::ControlModifier) {
        const double notches = event->angleDelta().y() / notch;
        zoomTo(m_transform.zoom() * std::exp2(notches / notchesToDouble), event->position());
    } else {
        QPointF by = event->pixelDelta().isNull() ? QPointF(event->angleDelta()) * (wheelPan / notch) : QPointF(event->pixelDelta());
        if (event->modifiers() & Qt::ShiftModifier)
            by = by.transposed();
        panBy(by);
    }
    event->accept();
}

bool CanvasView::pinch(QEvent *event) {
    if (event->type() == QEvent::NativeGesture) {
        const auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture)
            zoomTo(m_transform.zoom() * (1 + gesture->value()), gesture->position());
        else if (gesture->gestureType() == Qt::RotateNativeGesture)
            rotateTo(m_transform.rotation() + gesture->value(), gesture->position());
        else
            return false;
        return true;
    }
    auto *pinch = static_cast<QPinchGesture *>(static_cast<QGestureEvent *>(event)->gesture(Qt::PinchGesture));
    if (!pinch)
        return false;
    const QPointF middle = mapFromGlobal(pinch->hotSpot());
    if (pinch->changeFlags() & QPinchGesture::ScaleFactorChanged)
        zoomTo(m_transform.zoom() * pinch->scaleFactor(), middle);
    if (pinch->changeFlags() & QPinchGesture::RotationAngleChanged)
        rotateTo(m_transform.rotation() + pinch->rotationAngle() - pinch->lastRotationAngle(), middle);
    if (pinch->changeFlags() & QPinchGesture::CenterPointChanged)
        panBy(pinch->centerPoint() - pinch->lastCenterPoint());
    return true;
}

bool CanvasView::event(QEvent *event) {
    switch (event->type()) {
    case QEvent::Gesture:
    case QEvent::NativeGesture:
        if (pinch(event))
            return true;
        break;
    case QEvent::ShortcutOverride: { // keys that are held, or that a gesture needs, are not the window's
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool own = key->key() == Qt::Key_Space || key->key() == Qt::Key_Backslash || (key->key() == Qt::Key_Escape && (m_gestureTool || isChanging()));
        if (own && !(key->modifiers() & ~Qt::KeypadModifier)) {
            event->accept();
            return true;
        }
        break;
    }
    case QEvent::KeyPress: { // before QWidget moves the focus on; that is done when the key is let go soon
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() != Qt::Key_Tab || key->modifiers())
            break;
        if (!key->isAutoRepeat())
            m_tabPressed.start();
        return true;
    }
    default: break;
    }
    return QWidget::event(event);
}

void CanvasView::changeEvent(QEvent *event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        updateSurround();
        placeChips();
        update();
    }
    QWidget::changeEvent(event);
}

// ---- keys

void CanvasView::keyPressEvent(QKeyEvent *event) {
    if (current().key(*event)) {
        updateCursor();
        placeChips();
        update();
        return;
    }
    const QPointF direction = panDirection(event->key());
    if (event->key() == Qt::Key_Space) {
        if (!event->isAutoRepeat()) {
            m_spaceHeld = true;
            updateCursor();
        }
    } else if (event->key() == Qt::Key_Backslash) {
        if (!event->isAutoRepeat() && !m_shownBefore) {
            m_shownBefore = shown();
            setShown(Shown::Before);
        }
    } else if (event->key() == Qt::Key_Escape && m_gestureTool) {
        current().abandon();
        m_gestureTool.reset();
        updateCursor();
        refreshMask();
    } else if (event->key() == Qt::Key_Escape && isChanging()) {
        cancelChange();
    } else if (!direction.isNull()) {
        const bool whole = event->modifiers() & Qt::ShiftModifier;
        panBy(QPointF(direction.x() * (whole ? width() : keyPan), direction.y() * (whole ? height() : keyPan)));
    } else {
        QWidget::keyPressEvent(event);
    }
}

void CanvasView::keyReleaseEvent(QKeyEvent *event) {
    if (event->isAutoRepeat())
        return;
    if (event->key() == Qt::Key_Space) {
        m_spaceHeld = false;
        updateCursor();
    } else if (event->key() == Qt::Key_Backslash && m_shownBefore) {
        setShown(*m_shownBefore);
        m_shownBefore.reset();
    } else if (event->key() == Qt::Key_Tab) {
        const bool soon = m_tabPressed.isActive();
        letTabGo();
        if (soon)
            focusNextChild();
    } else {
        QWidget::keyReleaseEvent(event);
    }
}

void CanvasView::letTabGo() {
    m_tabPressed.stop();
    if (m_tabHeld)
        Q_EMIT tabHeld(m_tabHeld = false);
}

void CanvasView::focusOutEvent(QFocusEvent *event) {
    // The keys' release will go to somebody else.
    m_spaceHeld = false;
    letTabGo();
    if (m_shownBefore)
        setShown(*m_shownBefore);
    m_shownBefore.reset();
    updateCursor();
    QWidget::focusOutEvent(event);
}

} // namespace sfumato::ui
