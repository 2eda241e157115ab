// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <map>

#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/scenes/backdrop.h"
#include "core/scenes/objects.h"
#include "core/scenes/scene.h"
#include "core/scenes/styles/style.h"

namespace sfumato::scenes {
namespace {

double height_of(const std::string &size) {
    static const std::map<std::string, double> heights = {{"small", 0.30}, {"medium", 0.42}, {"large", 0.56}};
    return heights.at(size);
}

double middle_of(const std::string &place) {
    static const std::map<std::string, double> middles = {{"left", 0.26}, {"centre", 0.5}, {"right", 0.74}};
    return middles.at(place);
}

Stand stand_for(const Object &object, const Ground &ground, Random &random) {
    Stand stand;
    stand.height = height_of(object.size) * random.between(0.94, 1.06);
    stand.foot.x = middle_of(object.place) + random.between(-0.035, 0.035);
    if (floats(object.kind))
        stand.foot.y = std::max(0.06 + stand.height, random.between(0.50, 0.62));
    else
        stand.foot.y = std::min(0.95, std::max(ground.horizon + 0.2, 0.04 + stand.height) + random.between(0.02, 0.12));
    return stand;
}

/// Half as large in both directions, averaging.
Image halved(const Image &from, int size) {
    Image to(size, size, from.channels);
    const cv::Mat source(from.height, from.width, CV_8UC(from.channels), const_cast<std::uint8_t *>(from.pixels.data()));
    cv::Mat target(size, size, CV_8UC(from.channels), to.pixels.data());
    cv::resize(source, target, target.size(), 0, 0, cv::INTER_AREA);
    return to;
}

/// Sets an object off from what is behind it: a darker contour, or at night one lit by the moon. Without it a green tree
/// before a forest is there for nobody, least of all in the styles made of lines.
void outline(Image &picture, const Image &mask, const Light &light) {
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    const cv::Mat shape(mask.height, mask.width, CV_8UC1, const_cast<std::uint8_t *>(mask.pixels.data()));
    const int reach = std::max(1, picture.width / 256);
    const auto disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * reach + 1, 2 * reach + 1});
    cv::Mat ring;
    cv::morphologyEx(shape, ring, cv::MORPH_GRADIENT, disc);
    const bool dark = light.tint.r < 0.7;
    const cv::Vec3f rim = dark ? cv::Vec3f(150, 168, 214) : cv::Vec3f(34, 28, 34);
    const float strength = dark ? 0.55f : 0.5f;
    rgb.forEach<cv::Vec3b>([&](cv::Vec3b &p, const int *at) {
        const float t = strength * static_cast<float>(ring.at<uchar>(at)) / 255.0f;
        for (int c = 0; c < 3; ++c)
            p[c] = cv::saturate_cast<uchar>(static_cast<float>(p[c]) * (1 - t) + rim[c] * t);
    });
}

Rect box_of(const Image &mask) {
    Rect box{mask.width, mask.height, 0, 0};
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            if (mask.row(y)[x] >= 128)
                box = {std::min(box.x0, x), std::min(box.y0, y), std::max(box.x1, x + 1), std::max(box.y1, y + 1)};
    return box.empty() ? Rect{} : box;
}

} // namespace

Rendering render(const Scene &scene, int size) {
    const Style *style = find_style(scene.style);
    if (!style)
        throw Failure({ErrorCode::InvalidArgument, scene.style, "is no style that can be painted", {}});
    Random random(scene.seed);
    Image large(2 * size, 2 * size, 3);
    Painter canvas(large);
    const Ground ground = draw_backdrop(canvas, scene.setting, scene.time, random);

    Rendering rendering;
    for (const auto &object : scene.objects) {
        Image mask(2 * size, 2 * size, 1);
        const Stand stand = stand_for(object, ground, random);
        if (!floats(object.kind)) {
            const double width = stand.height * 0.5;
            cv::Mat pixels(large.height, large.width, CV_8UC3, large.pixels.data());
            const cv::Mat before = pixels.clone();
            canvas.ellipse({stand.foot.x + 0.02, stand.foot.y}, width, 0.028, {18, 24, 40});
            cv::addWeighted(pixels, 0.35, before, 0.65, 0, pixels);
        }
        Painter painter(large, &mask);
        draw_object(painter, object.kind, object.colour, stand, ground.light, random);
        outline(large, mask, ground.light);
        rendering.masks.push_back(halved(mask, size));
        rendering.boxes.push_back(box_of(rendering.masks.back()));
    }
    style->apply(large, random.next());
    rendering.picture = halved(large, size);
    return rendering;
}

} // namespace sfumato::scenes
