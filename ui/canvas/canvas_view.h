// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include <QTimer>
#include <QWidget>

#include "app/document/background_change.h"
#include "app/document/brush.h"
#include "ui/canvas/canvas_renderer.h"
#include "ui/canvas/effective_mask.h"
#include "ui/canvas/tool.h"

class QLabel;
class QTabletEvent;

namespace sfumato::ui {

class OptionsBar;
class ZoomBox;

/// The document on the screen: pan, zoom, rotate, paint with tools, and see what a running job sees.
/// Keys of its own: Space (hold) pans, \ (hold) shows the picture as it was before, Tab (hold) asks for the panels to make
/// room, arrow keys pan, Esc abandons the gesture. Everything else is a method, for the window's actions.
class CanvasView final : public QWidget, private ToolHost {
    Q_OBJECT

public:
    explicit CanvasView(document::Document &document, QWidget *parent = nullptr);
    ~CanvasView() override;

    document::Document &document() override { return m_document; }
    const ViewTransform &transform() const override { return m_transform; }

    ToolKind tool() const { return m_tool; }
    void setTool(ToolKind tool);
    void swapBrushAndEraser();
    /// Size, hardness, opacity and pressure of brush and eraser; the mode is the tool's.
    const document::Brush &brush() const override { return m_brush; }
    void setBrush(const document::Brush &brush) override;
    void stepBrushSize(bool larger);

    /// The layer that is worked on, or theMask where none is chosen.
    quint64 target() const override { return m_target; }
    void setTarget(quint64 layer);
    /// Whether brush, eraser and fill work on the mask or, with a colour, on that layer.
    PaintOn paintOn() const override { return m_paintOn; }
    void setPaintOn(PaintOn paintOn);
    /// What they work on now: theMask, a layer, or nothing where paint would make a new one.
    std::optional<quint64> painted() const;

    void fit();
    void zoomIn();
    void zoomOut();
    void setZoom(double zoom); ///< about the middle; 1 = a canvas pixel is a device pixel
    void rotateBy(double degrees);
    void resetRotation();

    const MaskStyle &maskStyle() const { return m_maskStyle; }
    void setMaskStyle(const MaskStyle &style);
    Shown shown() const { return m_renderer.shown(); }
    void setShown(Shown shown);
    /// How a job would use the mask: the tint shows just that.
    void setMaskUse(const MaskUse &use, const document::FramePlan &plan);
    /// The part of the frame that a job would work on; empty = all of it.
    void setProcessedPart(const QRect &part);
    /// What stands at the frame's corner, e.g. "inpaint region 512 × 512"; empty hides it.
    void setFrameLabel(const QString &label);
    /// What stands there now: while the frame is dragged, its size.
    QString frameLabel() const;

    /// Makes a change, one step at most; where the canvas is large on another thread, until when Esc takes it back.
    void change(std::function<void(document::Document &)> change) override;
    bool isChanging() const { return m_changes.isPending(); }
    void cancelChange() { m_changes.cancel(); }
    document::BackgroundChange &changes() { return m_changes; }

    /// A job works on `area` of the canvas, where `mask` (Grayscale8 of its size; null = everything) lets it through.
    void beginLive(const QRect &area, const QImage &mask);
    /// What it sees after `step` steps; 0: a finished picture, laid there to be looked at.
    void showLive(const QImage &preview, int step);
    void endLive();
    bool isLive() const { return !m_liveArea.isEmpty(); }
    /// A finished picture laid over `area` as keeping it would do: opaque where `mask` (Grayscale8 of the area's size; null =
    /// everything) is not 0. A null picture takes it away, once no change is pending: it may be becoming a layer. While a
    /// job is shown live, that is seen instead.
    void showCandidate(const QImage &picture, const QRect &area, const QImage &mask);

    /// Whether all that is in sight is drawn as it is, and nothing is still on its way.
    bool isUpToDate() const { return m_renderer.stale().isEmpty(); }

    QSize sizeHint() const override { return {800, 700}; }

Q_SIGNALS:
    void toolChanged(sfumato::ui::ToolKind tool);
    void brushChanged();
    void paintedChanged(); ///< painted() or paintOn()
    void viewChanged(); ///< zoom, rotation or place
    void shownChanged();
    void maskStyleChanged();
    void pointed(QPoint canvas); ///< the pixel under the pointer
    void tabHeld(bool held);
    void told(const QString &sentence); ///< why a gesture did nothing

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void tabletEvent(QTabletEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    // ToolHost
    void panBy(QPointF viewPoints) override;
    void showDraftFrame(std::optional<QRect> frame) override;
    void updateOverlay() override { update(); }
    void updateOverlay(const QRectF &view) override { update(view.toAlignedRect()); }
    void tell(const QString &sentence) override { Q_EMIT told(sentence); }
    std::optional<quint64> beginPainting(bool add) override;

    void listenToDocument();
    void applyView(bool fitted);
    double chipRoom() const;
    void updateExtent();
    void updateCanvas(const QRect &canvas);
    void refreshMask();
    void applyMaskStyle();
    void adoptSize();
    void updateSurround();
    void placeChips();
    void describe();
    void showBadge();
    void takeCandidate(const QImage &cutOut, const QRect &area);
    void paintOverlays(QPainter &painter);
    QRect frame() const;

    PointerInput pointerAt(QPointF view, Qt::KeyboardModifiers modifiers, double pressure = 1) const;
    Tool &current() const { return *m_tools[static_cast<size_t>(m_gestureTool.value_or(m_spaceHeld ? ToolKind::Pan : m_tool))]; }
    void press(ToolKind tool, const PointerInput &pointer);
    void move(const PointerInput &pointer);
    void release(const PointerInput &pointer);
    void updateCursor();
    void letTabGo();
    bool pinch(QEvent *event);
    void zoomTo(double zoom, QPointF view);
    void rotateTo(double degrees, QPointF view);

    document::Document &m_document;
    document::BackgroundChange m_changes;
    EffectiveMask m_mask;
    CanvasRenderer m_renderer;
    ViewTransform m_transform;
    bool m_fitted = true; ///< stays fitted when the widget is resized, until somebody zooms or pans

    std::array<std::unique_ptr<Tool>, toolCount> m_tools;
    ToolKind m_tool = ToolKind::Brush;
    std::optional<ToolKind> m_gestureTool; ///< of the gesture that goes on
    bool m_spaceHeld = false;
    QTimer m_tabPressed; ///< runs until the key counts as held
    bool m_tabHeld = false;
    std::optional<Shown> m_shownBefore; ///< what to come back to when the key is released
    document::Brush m_brush;
    quint64 m_target = 0;
    PaintOn m_paintOn = PaintOn::Mask;

    std::optional<QRect> m_draftFrame;
    QRect m_processed;
    QString m_label;
    MaskStyle m_maskStyle;
    std::vector<QPolygonF> m_maskLines; ///< canvas pixels
    bool m_maskLinesStale = true;

    QRect m_liveArea;
    QImage m_liveMask;
    QImage m_candidate; ///< cut out; premultiplied
    QRect m_candidateArea;
    int m_maskWish = 0; ///< counts what is made of the mask; what was made before is not wanted
    int m_candidateWish = 0; ///< counts them; an older one's pixels are not wanted
    bool m_candidateGoes = false; ///< when no change is pending any more

    ZoomBox *m_zoomBox;
    OptionsBar *m_options;
    QLabel *m_badge;
    QTimer m_describe;
    QTimer m_changeLong; ///< runs until a change is worth a word
    int m_liveStep = 0;
};

} // namespace sfumato::ui
