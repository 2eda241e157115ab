// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/image.h"

namespace sfumato::scenes {

struct Colour {
    double r = 0, g = 0, b = 0; ///< 0..255

    Colour operator*(double f) const { return {r * f, g * f, b * f}; }
    Colour operator*(const Colour &light) const { return {r * light.r, g * light.g, b * light.b}; }
};
/// The way from a to b, t in 0..1.
Colour mix(const Colour &a, const Colour &b, double t);

struct Point {
    double x = 0, y = 0;
};

/// Draws anti-aliased shapes into a picture, in units of the picture's side; y grows downwards.
/// With a mask given, shapes are drawn into it too.
class Painter {
public:
    explicit Painter(Image &picture, Image *mask = nullptr) : picture_(picture), mask_(mask) {}

    void polygon(const std::vector<Point> &points, const Colour &colour);
    void ellipse(const Point &centre, double rx, double ry, const Colour &colour);
    void rectangle(double x0, double y0, double x1, double y1, const Colour &colour);
    void line(const Point &from, const Point &to, double width, const Colour &colour);
    /// Whole rows from top to bottom, y0..y1.
    void gradient(double y0, double y1, const Colour &top, const Colour &bottom);

private:
    Image &picture_;
    Image *mask_;
};

} // namespace sfumato::scenes
