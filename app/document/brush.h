// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QColor>
#include <QPointF>
#include <QRect>

namespace sfumato::document {

enum class BrushMode { Paint, Erase };

/// A round brush. On the mask painting raises towards 255 and erasing lowers to 0; the colour is not looked at.
struct Brush {
    BrushMode mode = BrushMode::Paint;
    double size = 64;      ///< diameter, pixels, 1..4096
    double hardness = 0.7; ///< 0..1: share of the radius that is covered fully
    double opacity = 1.0;  ///< 0..1: what a whole stroke reaches at most, however often it crosses itself
    double spacing = 0.1;  ///< distance of two dabs as a share of the size, 0.02..1
    bool pressureSize = false;
    bool pressureOpacity = false;
    QColor colour = Qt::black;

    bool operator==(const Brush &) const = default;
};

/// A position of the pointer, canvas pixels (a pixel's middle lies at .5), and how hard it is pressed.
struct StrokePoint {
    QPointF position;
    double pressure = 1.0; ///< 0..1
};

/// One impression of the brush: how much each pixel is covered.
class Dab {
public:
    /// radius in pixels; strength 0..1 is the coverage in the middle. The edge is never sharper than one pixel.
    Dab(QPointF middle, double radius, double hardness, double strength);

    QRect area() const; ///< pixels that are covered at all
    /// Raises the coverage of the pixels of `part` to what the dab covers; `coverage` is that of its top left pixel, the
    /// next row lies `stride` bytes on. Returns where it was less before.
    QRect raise(uchar *coverage, int stride, QRect part) const;

private:
    static constexpr int steps = 1024;

    QPointF m_middle;
    double m_reach;                     ///< distance from which on nothing is covered
    std::array<uchar, steps + 1> m_falloff; ///< coverage by squared distance, in steps of m_reach squared / steps
};

} // namespace sfumato::document
