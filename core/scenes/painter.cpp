// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/painter.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace sfumato::scenes {
namespace {

constexpr int shift = 6; // fractional bits of OpenCV's fixed-point coordinates

cv::Mat view(Image &image) { return {image.height, image.width, CV_8UC(image.channels), image.pixels.data()}; }

cv::Scalar scalar(const Colour &c) { return {std::clamp(c.r, 0.0, 255.0), std::clamp(c.g, 0.0, 255.0), std::clamp(c.b, 0.0, 255.0)}; }

cv::Point fixed(const Point &p, int side) {
    return {static_cast<int>(std::lround(p.x * side * (1 << shift))), static_cast<int>(std::lround(p.y * side * (1 << shift)))};
}

} // namespace

Colour mix(const Colour &a, const Colour &b, double t) {
    return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

void Painter::polygon(const std::vector<Point> &points, const Colour &colour) {
    std::vector<cv::Point> corners;
    for (const auto &p : points)
        corners.push_back(fixed(p, picture_.width));
    cv::fillPoly(view(picture_), std::vector{corners}, scalar(colour), cv::LINE_AA, shift);
    if (mask_)
        cv::fillPoly(view(*mask_), std::vector{corners}, {255}, cv::LINE_AA, shift);
}

void Painter::ellipse(const Point &centre, double rx, double ry, const Colour &colour) {
    std::vector<Point> points;
    for (int i = 0; i < 48; ++i)
        points.push_back({centre.x + rx * std::cos(i * CV_PI / 24), centre.y + ry * std::sin(i * CV_PI / 24)});
    polygon(points, colour);
}

void Painter::rectangle(double x0, double y0, double x1, double y1, const Colour &colour) {
    polygon({{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}, colour);
}

void Painter::line(const Point &from, const Point &to, double width, const Colour &colour) {
    const double dx = to.x - from.x, dy = to.y - from.y, length = std::max(std::hypot(dx, dy), 1e-9);
    const double nx = -dy / length * width / 2, ny = dx / length * width / 2;
    polygon({{from.x + nx, from.y + ny}, {to.x + nx, to.y + ny}, {to.x - nx, to.y - ny}, {from.x - nx, from.y - ny}}, colour);
}

void Painter::gradient(double y0, double y1, const Colour &top, const Colour &bottom) {
    const int first = std::max(0, static_cast<int>(y0 * picture_.height));
    const int last = std::min(picture_.height, static_cast<int>(std::ceil(y1 * picture_.height)));
    auto rows = view(picture_);
    for (int y = first; y < last; ++y)
        rows.row(y).setTo(scalar(mix(top, bottom, (y + 0.5 - first) / std::max(1, last - first))));
}

} // namespace sfumato::scenes
