// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QImage>
#include <QWidget>

#include "ui/canvas/canvas_renderer.h"

namespace sfumato::ui {

enum class CompareMode { Split, SideBySide, Difference };

/// Two pictures compared at the same place and zoom: behind a divider that can be dragged, beside each other, or as their
/// difference. Dragging pans, Ctrl+wheel zooms at the pointer; with the keyboard Left and Right move the divider,
/// + and - zoom, 0 fits.
class CompareView final : public QWidget {
    Q_OBJECT

public:
    explicit CompareView(QWidget *parent = nullptr);

    /// Pictures of one size; of another size the first is scaled to the second's.
    void setPictures(const QImage &before, const QImage &after);
    void setMode(CompareMode mode);
    CompareMode mode() const { return m_mode; }
    void setDivider(double share); ///< where the divider stands, 0..1 of the widget's width
    double divider() const { return m_divider; }
    void fit();
    const ViewTransform &transform() const { return m_transform; } ///< of the left or only half

    /// Whether all that is in sight is drawn, and nothing is still on its way.
    bool isUpToDate() const { return m_drawn; }

    QSize sizeHint() const override { return {800, 600}; }

Q_SIGNALS:
    void modeChanged(sfumato::ui::CompareMode mode);
    void dividerChanged(double share);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Drag { None, Divider, View };

    QSizeF half() const; ///< the part of the widget that shows one picture
    int dividerX() const;
    void applyView(bool fitted);
    void zoomTo(double zoom, QPointF view);
    void updateColours();
    void paintHalf(QPainter &painter, CanvasRenderer &renderer, const QRect &part, int shift);
    void paintCaption(QPainter &painter, const QRect &part, const QString &text, Qt::Alignment side);

    QImage m_before;
    QImage m_after; ///< RGBA8888 both
    CanvasRenderer m_left;
    CanvasRenderer m_right;
    ViewTransform m_transform;
    CompareMode m_mode = CompareMode::Split;
    double m_divider = 0.5;
    bool m_fitted = true;
    bool m_drawn = false;
    Drag m_drag = Drag::None;
    QPointF m_last;
};

} // namespace sfumato::ui
