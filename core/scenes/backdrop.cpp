// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/backdrop.h"

#include <cmath>
#include <map>

#include "core/base/error.h"

namespace sfumato::scenes {
namespace {

struct Hour {
    Colour sky_top, sky_low, tint;
    bool lamps;
};

const std::map<std::string, Hour> hours = {
    {"day", {{66, 138, 218}, {186, 224, 246}, {1, 1, 1}, false}},
    {"sunset", {{70, 52, 116}, {252, 150, 76}, {1.0, 0.76, 0.62}, true}},
    {"night", {{8, 12, 42}, {38, 48, 100}, {0.50, 0.54, 0.74}, true}},
    {"dawn", {{126, 158, 216}, {252, 206, 196}, {0.97, 0.88, 0.90}, false}},
};

struct View {
    Painter &paint;
    Random &random;
    Hour hour;
    double horizon;

    Colour lit(const Colour &c) const { return c * hour.tint; }

    /// A wavy ridge filled down to `floor`.
    void ridge(double base, double height, double waves, const Colour &colour, double floor = 1.0) {
        const double phase = random.between(0, 6.28), second = random.between(0, 6.28);
        std::vector<Point> points{{-0.02, floor}};
        for (int i = 0; i <= 40; ++i) {
            const double x = -0.02 + i * 1.04 / 40;
            points.push_back({x, base - height * (0.55 + 0.3 * std::sin(x * waves + phase) + 0.15 * std::sin(x * waves * 2.3 + second))});
        }
        points.push_back({1.02, floor});
        paint.polygon(points, lit(colour));
    }
    void peak(double x, double base, double height, const Colour &rock) {
        const double half = height * random.between(0.7, 0.95);
        paint.polygon({{x - half, base}, {x, base - height}, {x + half, base}}, lit(rock));
        paint.polygon({{x, base - height}, {x + half, base}, {x + half * 0.15, base}}, lit(rock * 0.8));
        paint.polygon({{x - half * 0.28, base - height * 0.72}, {x, base - height}, {x + half * 0.28, base - height * 0.72}, {x + half * 0.08, base - height * 0.64}, {x - half * 0.08, base - height * 0.70}}, lit({244, 246, 250}));
    }
    void fir(double x, double foot, double height, const Colour &green) {
        paint.rectangle(x - height * 0.04, foot - height * 0.15, x + height * 0.04, foot, lit({84, 58, 40}));
        for (int i = 0; i < 3; ++i)
            paint.polygon({{x - height * (0.26 - 0.05 * i), foot - height * (0.12 + 0.24 * i)}, {x + height * (0.26 - 0.05 * i), foot - height * (0.12 + 0.24 * i)}, {x, foot - height * (0.56 + 0.22 * i)}}, lit(green * (0.85 + 0.1 * i)));
    }
    void water(const Colour &near_, const Colour &far) {
        paint.gradient(horizon, 1.0, mix(lit(far), hour.sky_low, 0.4), lit(near_));
        for (int i = 0; i < 9; ++i) {
            const double y = horizon + 0.03 + (1 - horizon) * i / 9.0, x = random.uniform(), length = random.between(0.06, 0.16);
            paint.line({x - length, y}, {x + length, y}, 0.006, mix(lit(near_), {255, 255, 255}, 0.35));
        }
    }
};

void sky(View &v) {
    v.paint.gradient(0, v.horizon + 0.02, v.hour.sky_top, v.hour.sky_low);
}

void heaven(View &v, const std::string &time) {
    const double x = v.random.between(0.12, 0.88);
    if (time == "night") {
        const Point moon{x, v.random.between(0.10, 0.2)};
        for (int i = 0; i < 16; ++i)
            v.paint.ellipse({v.random.uniform(), v.random.uniform() * v.horizon * 0.85}, 0.005, 0.005, {226, 230, 250});
        v.paint.ellipse(moon, 0.065, 0.065, {244, 240, 214});
        v.paint.ellipse({moon.x + 0.03, moon.y - 0.015}, 0.055, 0.055, mix(v.hour.sky_top, v.hour.sky_low, 0.25));
    } else if (time == "sunset") {
        v.paint.ellipse({x, v.horizon - 0.05}, 0.12, 0.12, {255, 188, 96});
        v.paint.ellipse({x, v.horizon - 0.05}, 0.095, 0.095, {255, 226, 140});
    } else if (time == "dawn") {
        v.paint.ellipse({x, v.horizon - 0.10}, 0.07, 0.07, {255, 244, 222});
    } else {
        v.paint.ellipse({x, v.random.between(0.1, 0.18)}, 0.07, 0.07, {255, 236, 130});
        for (int i = 0; i < 2; ++i) {
            const double cx = v.random.uniform(), cy = v.random.between(0.08, 0.26);
            for (const auto &[dx, dy, r] : {std::tuple{-0.06, 0.01, 0.035}, {0.0, -0.015, 0.05}, {0.06, 0.01, 0.04}})
                v.paint.ellipse({cx + dx, cy + dy}, r * 1.3, r * 0.8, {250, 252, 254});
        }
    }
}

bool meadow(View &v) {
    v.ridge(v.horizon + 0.02, 0.12, 5, {120, 176, 96});
    v.ridge(v.horizon + 0.08, 0.07, 4, {96, 178, 72});
    v.paint.gradient(v.horizon + 0.08, 1.0, v.lit({98, 184, 70}), v.lit({70, 150, 56}));
    for (int i = 0; i < 12; ++i) {
        const double y = v.random.between(v.horizon + 0.14, 0.98), x = v.random.uniform();
        const Colour petal = v.random.chance(0.5) ? Colour{250, 246, 220} : Colour{250, 210, 90};
        v.paint.ellipse({x, y}, 0.009, 0.008, v.lit(petal));
    }
    return false;
}

bool mountains(View &v) {
    v.peak(v.random.between(0.05, 0.3), v.horizon + 0.06, v.random.between(0.30, 0.38), {124, 130, 156});
    v.peak(v.random.between(0.7, 0.95), v.horizon + 0.06, v.random.between(0.28, 0.38), {112, 118, 146});
    v.peak(v.random.between(0.42, 0.58), v.horizon + 0.06, v.random.between(0.20, 0.28), {138, 142, 166});
    v.ridge(v.horizon + 0.09, 0.06, 5, {92, 134, 92});
    v.paint.gradient(v.horizon + 0.09, 1.0, v.lit({116, 148, 96}), v.lit({92, 112, 80}));
    return false;
}

bool desert(View &v) {
    v.ridge(v.horizon + 0.04, 0.12, 6, {224, 176, 108});
    v.ridge(v.horizon + 0.10, 0.09, 4, {238, 196, 124});
    v.paint.gradient(v.horizon + 0.12, 1.0, v.lit({244, 208, 138}), v.lit({226, 180, 108}));
    for (int i = 0; i < 2; ++i) {
        const double x = i ? v.random.between(0.82, 0.96) : v.random.between(0.04, 0.18), y = v.horizon + 0.12, h = v.random.between(0.12, 0.17);
        const Colour green = v.lit({70, 132, 80});
        v.paint.rectangle(x - 0.015, y - h, x + 0.015, y, green);
        v.paint.rectangle(x - 0.05, y - h * 0.75, x - 0.03, y - h * 0.4, green);
        v.paint.rectangle(x - 0.05, y - h * 0.5, x, y - h * 0.38, green);
        v.paint.rectangle(x + 0.03, y - h * 0.85, x + 0.05, y - h * 0.5, green);
        v.paint.rectangle(x, y - h * 0.6, x + 0.05, y - h * 0.48, green);
    }
    return false;
}

bool beach(View &v) {
    const double shore = v.horizon + 0.13;
    v.water({64, 164, 196}, {36, 116, 180});
    v.ridge(shore + 0.03, 0.035, 7, {246, 250, 250});
    v.ridge(shore + 0.05, 0.035, 7, {244, 220, 164});
    v.paint.gradient(shore + 0.05, 1.0, v.lit({246, 222, 166}), v.lit({232, 200, 140}));
    const double x = v.random.chance(0.5) ? v.random.between(0.03, 0.10) : v.random.between(0.90, 0.97), foot = shore + 0.12;
    v.paint.line({x, foot}, {x + 0.02, foot - 0.34}, 0.022, v.lit({130, 92, 56}));
    for (int i = 0; i < 6; ++i) {
        const double a = -3.3 + i * 0.62;
        v.paint.polygon({{x + 0.02, foot - 0.345}, {x + 0.02 + 0.09 * std::cos(a), foot - 0.37 + 0.09 * std::sin(a)}, {x + 0.02 + 0.15 * std::cos(a), foot - 0.33 + 0.11 * std::sin(a)}}, v.lit({58, 146, 74}));
    }
    return false;
}

bool lake(View &v) {
    v.ridge(v.horizon + 0.01, 0.16, 5, {96, 132, 126}, v.horizon + 0.02);
    v.ridge(v.horizon + 0.015, 0.08, 8, {70, 116, 84}, v.horizon + 0.02);
    v.water({44, 108, 150}, {96, 160, 190});
    v.paint.polygon({{-0.02, 1.02}, {-0.02, 0.90}, {0.16, 0.95}, {0.28, 1.02}}, v.lit({84, 140, 70}));
    return true;
}

bool forest(View &v) {
    v.ridge(v.horizon + 0.02, 0.14, 7, {74, 122, 88});
    v.paint.gradient(v.horizon + 0.01, 1.0, v.lit({78, 126, 64}), v.lit({58, 92, 46}));
    for (int i = 0; i < 10; ++i)
        v.fir(-0.02 + i * 0.115 + v.random.between(-0.03, 0.03), v.horizon + 0.03, v.random.between(0.24, 0.36), {38, 98, 62});
    for (const double x : {0.02, 0.98})
        v.fir(x + v.random.between(-0.03, 0.03), v.horizon + 0.20, v.random.between(0.50, 0.62), {30, 82, 52});
    return false;
}

bool city(View &v) {
    double x = -0.02;
    while (x < 1.0) {
        const double width = v.random.between(0.09, 0.15), top = v.horizon - v.random.between(0.10, 0.34);
        const Colour wall = mix({120, 130, 152}, {170, 160, 158}, v.random.uniform());
        v.paint.rectangle(x, top, x + width, v.horizon + 0.06, v.lit(wall));
        for (double y = top + 0.03; y < v.horizon; y += 0.05)
            for (double wx = x + 0.018; wx < x + width - 0.025; wx += 0.034)
                v.paint.rectangle(wx, y, wx + 0.018, y + 0.024, v.hour.lamps && v.random.chance(0.65) ? Colour{255, 220, 120} : v.lit({86, 100, 126}));
        x += width + 0.008;
    }
    v.paint.gradient(v.horizon + 0.05, 1.0, v.lit({150, 150, 154}), v.lit({112, 112, 118}));
    v.paint.rectangle(0, v.horizon + 0.05, 1, v.horizon + 0.085, v.lit({188, 184, 178}));
    for (int i = 0; i < 5; ++i)
        v.paint.rectangle(i * 0.22, 0.93, i * 0.22 + 0.11, 0.945, v.lit({232, 230, 214}));
    return false;
}

bool snow(View &v) {
    v.ridge(v.horizon + 0.02, 0.13, 5, {206, 218, 234});
    v.ridge(v.horizon + 0.09, 0.07, 4, {226, 234, 244});
    for (int i = 0; i < 4; ++i)
        v.fir(v.random.uniform(), v.horizon + 0.06, v.random.between(0.12, 0.2), {120, 158, 150});
    v.paint.gradient(v.horizon + 0.09, 1.0, v.lit({236, 242, 250}), v.lit({208, 220, 236}));
    for (int i = 0; i < 18; ++i)
        v.paint.ellipse({v.random.uniform(), v.random.uniform() * 0.9}, 0.007, 0.007, mix(v.lit({255, 255, 255}), {255, 255, 255}, 0.5));
    return false;
}

const std::map<std::string, bool (*)(View &)> settings = {
    {"meadow", meadow}, {"mountains", mountains}, {"desert", desert}, {"beach", beach},
    {"lake", lake},     {"forest", forest},       {"city", city},     {"snow", snow},
};

} // namespace

Ground draw_backdrop(Painter &painter, const std::string &setting, const std::string &time, Random &random) {
    const auto place = settings.find(setting);
    const auto hour = hours.find(time);
    if (place == settings.end())
        throw Failure({ErrorCode::InvalidArgument, setting, "is no setting that can be drawn", {}});
    if (hour == hours.end())
        throw Failure({ErrorCode::InvalidArgument, time, "is no time of day that can be drawn", {}});
    View view{painter, random, hour->second, random.between(0.48, 0.58)};
    sky(view);
    heaven(view, time);
    const bool water = place->second(view);
    return {view.horizon, water, {hour->second.tint, hour->second.lamps}};
}

} // namespace sfumato::scenes
