// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRect>
#include <QSizeF>
#include <QTransform>

namespace sfumato::ui {

/// Where a canvas stands in its widget: pan, zoom and rotation.
/// Three systems of coordinates: canvas pixels; view points (device-independent, what Qt's events speak);
/// device pixels (what the screen has). The canvas' corner always stands on a whole device pixel, so that at 100 %, 200 % …
/// and quarter turns every canvas pixel is drawn as whole device pixels, whatever the ratio.
class ViewTransform {
public:
    static constexpr double smallestZoom = 1.0 / 64;
    static constexpr double largestZoom = 64;

    /// The part of the canvas, in its pixels, that fit() shows and that panning never loses; zoom and origin stay.
    void setExtent(const QRect &extent);
    /// The widget's size in view points and its device pixel ratio; keeps zoom and what stands in the middle.
    void setView(QSizeF points, qreal ratio);

    const QRect &extent() const { return m_extent; }
    qreal ratio() const { return m_ratio; }
    double zoom() const { return m_zoom; }         ///< device pixels a canvas pixel; 1 = 100 %
    double rotation() const { return m_rotation; } ///< degrees, clockwise, 0 <= r < 360

    QPointF toView(QPointF canvas) const { return canvasToView().map(canvas); }
    QPointF toCanvas(QPointF view) const { return canvasToView().inverted().map(view); }
    QTransform canvasToView() const;
    QTransform canvasToDevice() const;
    /// The smallest rectangle of device pixels that holds what `canvas` touches.
    QRect toDevice(const QRectF &canvas) const;
    /// The smallest rectangle of view points on whole device pixels that holds what `canvas` touches.
    QRectF toView(const QRectF &canvas) const;
    /// The canvas' pixels that `device` shows something of.
    QRect shownBy(const QRect &device) const;

    void pan(QPointF viewPoints);
    /// The point of the canvas under `view` stays there.
    void setZoom(double zoom, QPointF view);
    void setRotation(double degrees, QPointF view);
    /// The whole extent in the middle of the view, with a margin around it, enlarged at most to 800 %; `below`: points at
    /// the view's lower edge that are covered.
    void fit(double marginPoints, double below = 0);
    /// `canvas` in the middle of the view.
    void centreOn(QPointF canvas);
    QPointF centre() const { return {m_points.width() / 2, m_points.height() / 2}; } ///< of the view, in its points

    bool operator==(const ViewTransform &) const = default;

private:
    QTransform turned() const;                ///< zoom and rotation alone
    QPointF under(QPointF view) const;        ///< the canvas' point there, by the origin that is not rounded
    void place(QPointF canvas, QPointF view); ///< moves the origin so that `canvas` stands at `view`
    void keepInSight();

    QRect m_extent;
    QSizeF m_points;
    qreal m_ratio = 1;
    double m_zoom = 1;
    double m_rotation = 0;
    QPointF m_origin; ///< of the canvas, in device pixels, not rounded: rounding must not add up over many small pans
};

/// The next of the usual zoom steps (… 50, 67, 100, 150, 200 % …) above or below `zoom`.
double nextZoom(double zoom, bool in);

} // namespace sfumato::ui
