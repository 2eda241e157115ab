// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/view_transform.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sfumato::ui {
namespace {

constexpr double largestFitted = 8;
constexpr double inSight = 48; ///< points of the canvas that panning never moves out of the view

constexpr std::array zoomSteps = {1.0 / 64, 1.0 / 48, 1.0 / 32, 1.0 / 24, 1.0 / 16, 1.0 / 12, 1.0 / 8, 1.0 / 6, 1.0 / 4,
                                  1.0 / 3,  1.0 / 2,  2.0 / 3,  1.0,      1.5,      2.0,      3.0,     4.0,     6.0,
                                  8.0,      12.0,     16.0,     24.0,     32.0,     48.0,     64.0};

double turn(double degrees) {
    const double r = std::fmod(degrees, 360.0);
    return r < 0 ? r + 360.0 : r;
}

/// Outwards to whole numbers; what floating point leaves beyond one does not count.
QRect outwards(const QRectF &r) {
    constexpr double dust = 1e-6;
    const int x0 = static_cast<int>(std::floor(r.left() + dust)), y0 = static_cast<int>(std::floor(r.top() + dust));
    const int x1 = static_cast<int>(std::ceil(r.right() - dust)), y1 = static_cast<int>(std::ceil(r.bottom() - dust));
    return {x0, y0, std::max(0, x1 - x0), std::max(0, y1 - y0)};
}

} // namespace

void ViewTransform::setExtent(const QRect &extent) {
    m_extent = extent;
    keepInSight();
}

void ViewTransform::setView(QSizeF points, qreal ratio) {
    const QPointF middle = under(centre());
    m_points = points;
    m_ratio = ratio;
    place(middle, centre());
}

QTransform ViewTransform::turned() const {
    // Quarter turns exactly: sin(pi) is not 0 in floating point, and pixels would be resampled.
    static constexpr std::array<std::array<double, 2>, 4> quarters{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
    const double quarter = m_rotation / 90.0;
    double c, s;
    if (quarter == std::floor(quarter)) {
        c = quarters[static_cast<size_t>(quarter)][0];
        s = quarters[static_cast<size_t>(quarter)][1];
    } else {
        const double radians = m_rotation * M_PI / 180.0;
        c = std::cos(radians);
        s = std::sin(radians);
    }
    return {c * m_zoom, s * m_zoom, -s * m_zoom, c * m_zoom, 0, 0};
}

QTransform ViewTransform::canvasToDevice() const {
    return turned() * QTransform::fromTranslate(std::round(m_origin.x()), std::round(m_origin.y()));
}

QTransform ViewTransform::canvasToView() const { return canvasToDevice() * QTransform::fromScale(1 / m_ratio, 1 / m_ratio); }

QRect ViewTransform::toDevice(const QRectF &canvas) const { return outwards(canvasToDevice().mapRect(canvas)); }

QRectF ViewTransform::toView(const QRectF &canvas) const {
    const QRect device = toDevice(canvas);
    return {device.x() / m_ratio, device.y() / m_ratio, device.width() / m_ratio, device.height() / m_ratio};
}

QRect ViewTransform::shownBy(const QRect &device) const {
    return outwards(canvasToDevice().inverted().mapRect(QRectF(device)));
}

QPointF ViewTransform::under(QPointF view) const { return turned().inverted().map(view * m_ratio - m_origin); }

void ViewTransform::pan(QPointF viewPoints) {
    m_origin += viewPoints * m_ratio;
    keepInSight();
}

void ViewTransform::place(QPointF canvas, QPointF view) {
    m_origin = view * m_ratio - turned().map(canvas);
    keepInSight();
}

void ViewTransform::setZoom(double zoom, QPointF view) {
    const QPointF held = under(view);
    m_zoom = std::clamp(zoom, smallestZoom, largestZoom);
    place(held, view);
}

void ViewTransform::setRotation(double degrees, QPointF view) {
    const QPointF held = under(view);
    m_rotation = turn(degrees);
    place(held, view);
}

void ViewTransform::fit(double marginPoints, double below) {
    if (m_extent.isEmpty())
        return;
    const QSizeF room = (m_points - QSizeF(2 * marginPoints, 2 * marginPoints + below)).expandedTo({1, 1}) * m_ratio;
    m_zoom = 1;
    const QRectF box = turned().mapRect(QRectF(m_extent));
    m_zoom = std::clamp(std::min({room.width() / box.width(), room.height() / box.height(), largestFitted}), smallestZoom, largestZoom);
    place(QRectF(m_extent).center(), centre() - QPointF(0, below / 2));
}

void ViewTransform::centreOn(QPointF canvas) { place(canvas, centre()); }

void ViewTransform::keepInSight() {
    const QRectF box = turned().mapRect(QRectF(m_extent)).translated(m_origin);
    const auto held = [](double first, double last, double limit, double margin) {
        const double m = std::min({margin, (last - first) / 2, limit / 2});
        return std::max(m - last, std::min(0.0, limit - m - first));
    };
    m_origin += QPointF(held(box.left(), box.right(), m_points.width() * m_ratio, inSight * m_ratio),
                        held(box.top(), box.bottom(), m_points.height() * m_ratio, inSight * m_ratio));
}

double nextZoom(double zoom, bool in) {
    constexpr double same = 1e-3; // a step that shows as the same percentage is no step
    if (in) {
        const auto next = std::upper_bound(zoomSteps.begin(), zoomSteps.end(), zoom * (1 + same));
        return next == zoomSteps.end() ? zoomSteps.back() : *next;
    }
    const auto next = std::lower_bound(zoomSteps.begin(), zoomSteps.end(), zoom * (1 - same));
    return next == zoomSteps.begin() ? zoomSteps.front() : *(next - 1);
}

} // namespace sfumato::ui
