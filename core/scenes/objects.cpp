// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/objects.h"

#include <cmath>
#include <map>

#include "core/base/error.h"

namespace sfumato::scenes {
namespace {

const std::map<std::string, Colour> colours = {
    {"red", {208, 44, 40}},   {"orange", {242, 132, 30}}, {"yellow", {247, 208, 48}}, {"green", {48, 158, 72}},
    {"blue", {42, 92, 212}},  {"purple", {132, 62, 178}}, {"pink", {242, 128, 176}},  {"brown", {128, 82, 46}},
    {"white", {242, 242, 240}}, {"black", {40, 40, 46}},
};

/// A pen in the object's own units: x from -0.5 to 0.5 of its height around its middle, y from 0 (foot) up to 1.
class Pen {
public:
    Pen(Painter &painter, const Stand &stand, const Light &light, const Colour &body)
        : painter_(painter), stand_(stand), light_(light), body_(body) {}

    Colour body(double shade = 1.0) const {
        // Dark colours are lit by adding, so that shades of black differ.
        return shade >= 1 ? mix(body_, {255, 255, 255}, (shade - 1) * 0.9) : body_ * shade;
    }
    Colour lamp() const { return light_.lamps ? Colour{255, 222, 120} : Colour{92, 112, 140}; }

    void polygon(std::vector<Point> points, const Colour &colour, bool lit = false) {
        for (auto &p : points)
            p = place(p.x, p.y);
        painter_.polygon(points, shade(colour, lit));
    }
    void box(double x0, double y0, double x1, double y1, const Colour &colour, bool lit = false) {
        polygon({{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}, colour, lit);
    }
    void ellipse(double x, double y, double rx, double ry, const Colour &colour, bool lit = false) {
        painter_.ellipse(place(x, y), rx * stand_.height, ry * stand_.height, shade(colour, lit));
    }
    void line(double x0, double y0, double x1, double y1, double width, const Colour &colour) {
        painter_.line(place(x0, y0), place(x1, y1), width * stand_.height, shade(colour, false));
    }
    void window(double x0, double y0, double x1, double y1) { box(x0, y0, x1, y1, lamp(), light_.lamps); }

private:
    Point place(double x, double y) const { return {stand_.foot.x + x * stand_.height, stand_.foot.y - y * stand_.height}; }
    Colour shade(const Colour &colour, bool lit) const { return lit ? colour : colour * light_.tint; }

    Painter &painter_;
    Stand stand_;
    Light light_;
    Colour body_;
};

const Colour dark{58, 44, 40}, wood{122, 82, 50}, stone{176, 170, 162}, pale{244, 238, 226};

void house(Pen &p, Random &) {
    p.box(0.18, 0.62, 0.28, 0.95, dark);
    p.box(-0.46, 0, 0.46, 0.55, p.body());
    p.box(0.10, 0, 0.46, 0.55, p.body(0.84));
    p.polygon({{-0.56, 0.53}, {0.56, 0.53}, {0.30, 0.98}, {-0.30, 0.98}}, p.body(0.58));
    p.box(-0.10, 0, 0.06, 0.34, dark);
    p.window(-0.38, 0.2, -0.2, 0.4);
    p.window(0.2, 0.2, 0.38, 0.4);
}

void tree(Pen &p, Random &) {
    p.polygon({{-0.07, 0}, {0.07, 0}, {0.045, 0.5}, {-0.045, 0.5}}, wood);
    p.ellipse(-0.2, 0.56, 0.22, 0.2, p.body(0.82));
    p.ellipse(0.2, 0.56, 0.22, 0.2, p.body(0.74));
    p.ellipse(0, 0.72, 0.30, 0.28, p.body());
    p.ellipse(-0.09, 0.81, 0.14, 0.11, p.body(1.18));
}

void boat(Pen &p, Random &) {
    p.box(-0.015, 0.2, 0.025, 1.0, wood);
    p.polygon({{0.05, 0.27}, {0.05, 0.97}, {0.50, 0.27}}, pale);
    p.polygon({{-0.04, 0.27}, {-0.04, 0.84}, {-0.38, 0.27}}, p.body(1.25));
    p.polygon({{-0.58, 0.22}, {0.58, 0.22}, {0.40, 0}, {-0.42, 0}}, p.body());
    p.polygon({{-0.54, 0.15}, {0.53, 0.15}, {0.50, 0.11}, {-0.51, 0.11}}, p.body(0.66));
}

void lighthouse(Pen &p, Random &) {
    p.polygon({{-0.18, 0}, {0.18, 0}, {0.10, 0.76}, {-0.10, 0.76}}, pale);
    for (const double y : {0.06, 0.36, 0.62})
        p.polygon({{-0.18 + y * 0.105, y}, {0.18 - y * 0.105, y}, {0.18 - (y + 0.14) * 0.105, y + 0.14}, {-0.18 + (y + 0.14) * 0.105, y + 0.14}}, p.body());
    p.box(-0.15, 0.76, 0.15, 0.79, dark);
    p.box(-0.075, 0.79, 0.075, 0.9, {255, 226, 130}, true);
    p.polygon({{-0.12, 0.9}, {0.12, 0.9}, {0, 1.0}}, p.body(0.8));
}

void castle(Pen &p, Random &) {
    p.box(-0.34, 0, 0.34, 0.5, p.body(0.86));
    for (int i = 0; i < 5; ++i)
        p.box(-0.30 + i * 0.135, 0.5, -0.23 + i * 0.135, 0.57, p.body(0.86));
    for (const double x : {-0.42, 0.42}) {
        p.box(x - 0.12, 0, x + 0.12, 0.68, p.body());
        p.polygon({{x - 0.15, 0.67}, {x + 0.15, 0.67}, {x, 1.0}}, p.body(0.55));
        p.window(x - 0.03, 0.42, x + 0.03, 0.54);
    }
    p.box(-0.09, 0, 0.09, 0.2, dark);
    p.ellipse(0, 0.2, 0.09, 0.09, dark);
}

void windmill(Pen &p, Random &random) {
    p.polygon({{-0.22, 0}, {0.22, 0}, {0.12, 0.62}, {-0.12, 0.62}}, p.body());
    p.polygon({{0.02, 0}, {0.22, 0}, {0.12, 0.62}, {0.02, 0.62}}, p.body(0.84));
    p.polygon({{-0.15, 0.61}, {0.15, 0.61}, {0, 0.77}}, p.body(0.55));
    p.box(-0.05, 0, 0.05, 0.17, dark);
    const double turn = random.between(0.25, 1.3);
    for (int i = 0; i < 4; ++i) {
        const double a = turn + i * 1.5707963, c = std::cos(a), s = std::sin(a);
        p.line(0, 0.63, 0.40 * c, 0.63 + 0.40 * s, 0.025, dark);
        const auto at = [&](double along, double across) { return Point{along * c - across * s, 0.63 + along * s + across * c}; };
        p.polygon({at(0.10, 0.005), at(0.40, 0.005), at(0.40, 0.09), at(0.10, 0.09)}, pale);
    }
}

void car(Pen &p, Random &) {
    p.polygon({{-0.40, 0.48}, {0.36, 0.48}, {0.20, 0.80}, {-0.26, 0.80}}, p.body(0.85));
    p.polygon({{-0.31, 0.50}, {-0.04, 0.50}, {-0.04, 0.74}, {-0.20, 0.74}}, {150, 196, 220});
    p.polygon({{0.02, 0.50}, {0.28, 0.50}, {0.16, 0.74}, {0.02, 0.74}}, {150, 196, 220});
    p.polygon({{-0.68, 0.18}, {0.70, 0.18}, {0.70, 0.40}, {0.56, 0.50}, {-0.60, 0.50}, {-0.68, 0.42}}, p.body());
    p.box(-0.68, 0.16, 0.70, 0.25, p.body(0.7));
    p.ellipse(0.66, 0.38, 0.045, 0.05, {255, 236, 160}, true);
    for (const double x : {-0.38, 0.40}) {
        p.ellipse(x, 0.15, 0.155, 0.155, {36, 36, 40});
        p.ellipse(x, 0.15, 0.07, 0.07, stone);
    }
}

void balloon(Pen &p, Random &) {
    p.line(-0.16, 0.40, -0.06, 0.14, 0.015, wood);
    p.line(0.16, 0.40, 0.06, 0.14, 0.015, wood);
    p.polygon({{-0.30, 0.50}, {0.30, 0.50}, {0.08, 0.26}, {-0.08, 0.26}}, p.body(0.8));
    p.ellipse(0, 0.66, 0.35, 0.34, p.body());
    p.ellipse(0, 0.66, 0.21, 0.34, p.body(1.3));
    p.ellipse(0, 0.66, 0.09, 0.34, p.body());
    p.box(-0.09, 0, 0.09, 0.14, wood);
}

void tent(Pen &p, Random &) {
    p.polygon({{-0.62, 0}, {0.62, 0}, {0.06, 0.9}, {-0.06, 0.9}}, p.body());
    p.polygon({{0.18, 0}, {0.62, 0}, {0.06, 0.9}, {0, 0.9}}, p.body(0.78));
    p.polygon({{-0.2, 0}, {0.18, 0}, {0, 0.66}}, p.lamp());
    p.line(0, 0.88, 0, 1.0, 0.02, wood);
}

void rocket(Pen &p, Random &) {
    p.polygon({{-0.10, 0.06}, {0.10, 0.06}, {0, -0.12}}, {255, 170, 60}, true);
    p.polygon({{-0.15, 0.34}, {-0.33, 0.02}, {-0.12, 0.10}}, p.body(0.62));
    p.polygon({{0.15, 0.34}, {0.33, 0.02}, {0.12, 0.10}}, p.body(0.62));
    p.polygon({{-0.13, 0.06}, {0.13, 0.06}, {0.18, 0.40}, {0.13, 0.72}, {0, 1.0}, {-0.13, 0.72}, {-0.18, 0.40}}, p.body());
    p.polygon({{0.03, 0.06}, {0.13, 0.06}, {0.18, 0.40}, {0.13, 0.72}, {0, 1.0}}, p.body(0.82));
    p.polygon({{-0.12, 0.74}, {0.12, 0.74}, {0, 1.0}}, p.body(0.6));
    p.ellipse(0, 0.54, 0.085, 0.085, stone);
    p.ellipse(0, 0.54, 0.06, 0.06, {130, 190, 230}, true);
}

void flower(Pen &p, Random &) {
    const Colour stem{52, 130, 60};
    p.line(0, 0, 0, 0.62, 0.045, stem);
    p.polygon({{0, 0.16}, {0.22, 0.34}, {0.06, 0.30}}, stem);
    p.polygon({{0, 0.08}, {-0.22, 0.26}, {-0.06, 0.22}}, stem);
    for (int i = 0; i < 6; ++i) {
        const double a = i * 1.0471976 + 0.5;
        p.ellipse(0.185 * std::cos(a), 0.72 + 0.185 * std::sin(a), 0.125, 0.125, p.body(i % 2 ? 1.0 : 0.86));
    }
    p.ellipse(0, 0.72, 0.10, 0.10, {250, 204, 70});
}

void mushroom(Pen &p, Random &) {
    p.polygon({{-0.14, 0}, {0.14, 0}, {0.10, 0.5}, {-0.10, 0.5}}, pale);
    std::vector<Point> cap;
    for (int i = 0; i <= 24; ++i)
        cap.push_back({0.46 * std::cos(i * 3.14159265 / 24), 0.44 + 0.5 * std::sin(i * 3.14159265 / 24)});
    p.polygon(cap, p.body());
    p.ellipse(0, 0.44, 0.46, 0.06, p.body(0.7));
    for (const auto &[x, y, r] : {std::tuple{-0.2, 0.66, 0.06}, {0.06, 0.8, 0.055}, {0.22, 0.6, 0.07}, {-0.02, 0.58, 0.045}})
        p.ellipse(x, y, r, r * 0.9, {250, 246, 238});
}

void church(Pen &p, Random &) {
    p.box(-0.12, 0, 0.50, 0.40, p.body(0.9));
    p.polygon({{-0.16, 0.39}, {0.54, 0.39}, {0.40, 0.62}, {-0.12, 0.62}}, p.body(0.56));
    p.box(-0.44, 0, -0.12, 0.62, p.body());
    p.polygon({{-0.48, 0.61}, {-0.08, 0.61}, {-0.28, 0.94}}, p.body(0.56));
    p.line(-0.28, 0.92, -0.28, 1.04, 0.02, dark);
    p.line(-0.32, 0.99, -0.24, 0.99, 0.02, dark);
    p.box(-0.33, 0, -0.22, 0.22, dark);
    p.window(-0.32, 0.40, -0.24, 0.52);
    for (const double x : {0.04, 0.20, 0.36})
        p.window(x - 0.03, 0.14, x + 0.05, 0.30);
}

void snowman(Pen &p, Random &) {
    const Colour snow{246, 248, 252}, shadow{212, 222, 236};
    p.ellipse(0, 0.22, 0.26, 0.24, shadow);
    p.ellipse(-0.02, 0.23, 0.24, 0.22, snow);
    p.ellipse(0, 0.56, 0.185, 0.17, snow);
    p.box(-0.155, 0.64, 0.155, 0.70, p.body());
    p.polygon({{0.06, 0.66}, {0.15, 0.66}, {0.20, 0.42}, {0.10, 0.42}}, p.body(0.84));
    p.ellipse(0, 0.78, 0.13, 0.125, snow);
    p.box(-0.17, 0.86, 0.17, 0.895, p.body(0.82));
    p.box(-0.115, 0.88, 0.115, 1.04, p.body());
    p.ellipse(-0.045, 0.80, 0.018, 0.02, dark);
    p.ellipse(0.045, 0.80, 0.018, 0.02, dark);
    p.polygon({{0, 0.775}, {0, 0.745}, {0.13, 0.755}}, {240, 130, 40});
}

void cat(Pen &p, Random &) {
    p.line(0.24, 0.08, 0.44, 0.22, 0.07, p.body(0.84));
    p.line(0.42, 0.20, 0.42, 0.48, 0.07, p.body(0.84));
    p.ellipse(0, 0.28, 0.27, 0.30, p.body());
    p.ellipse(-0.12, 0.04, 0.10, 0.05, p.body(0.8));
    p.ellipse(0.12, 0.04, 0.10, 0.05, p.body(0.8));
    p.polygon({{-0.22, 0.74}, {-0.19, 1.02}, {-0.02, 0.86}}, p.body(0.84));
    p.polygon({{0.22, 0.74}, {0.19, 1.02}, {0.02, 0.86}}, p.body(0.84));
    p.ellipse(0, 0.70, 0.235, 0.205, p.body());
    for (const double x : {-0.09, 0.09}) {
        p.ellipse(x, 0.73, 0.05, 0.055, {250, 246, 190}, true);
        p.ellipse(x, 0.73, 0.018, 0.045, {24, 24, 28});
    }
    p.polygon({{-0.03, 0.655}, {0.03, 0.655}, {0, 0.62}}, {232, 130, 140});
}

void umbrella(Pen &p, Random &) {
    p.line(0, 0.0, 0, 0.96, 0.03, wood);
    std::vector<Point> dome;
    for (int i = 0; i <= 24; ++i)
        dome.push_back({0.54 * std::cos(i * 3.14159265 / 24), 0.52 + 0.42 * std::sin(i * 3.14159265 / 24)});
    p.polygon(dome, p.body());
    for (const double x : {-0.36, 0.0, 0.36})
        p.polygon({{x - 0.18, 0.52}, {x, 0.52}, {0, 0.94}}, p.body(0.76));
    p.line(0, 0.93, 0, 1.0, 0.02, dark);
}

using Draw = void (*)(Pen &, Random &);
const std::map<std::string, Draw> objects = {
    {"house", house},   {"tree", tree},     {"boat", boat},         {"lighthouse", lighthouse}, {"castle", castle},   {"windmill", windmill},
    {"car", car},       {"balloon", balloon}, {"tent", tent},       {"rocket", rocket},         {"flower", flower},   {"mushroom", mushroom},
    {"church", church}, {"snowman", snowman}, {"cat", cat},         {"umbrella", umbrella},
};

} // namespace

bool floats(const std::string &kind) { return kind == "balloon" || kind == "rocket"; }
bool swims(const std::string &kind) { return kind == "boat"; }

void draw_object(Painter &painter, const std::string &kind, const std::string &colour, const Stand &stand, const Light &light,
                 Random &random) {
    const auto draw = objects.find(kind);
    const auto body = colours.find(colour);
    if (draw == objects.end())
        throw Failure({ErrorCode::InvalidArgument, kind, "is no kind of object that can be drawn", {}});
    if (body == colours.end())
        throw Failure({ErrorCode::InvalidArgument, colour, "is no colour that can be drawn", {}});
    Pen pen(painter, stand, light, body->second);
    draw->second(pen, random);
}

} // namespace sfumato::scenes
