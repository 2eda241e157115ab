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

/// The contour that sets an object off from what is behind it: darker, or at night lit by the moon. Without it a green
/// tree before a forest is there for nobody, least of all in the styles made of lines.
struct Rim {
    explicit Rim(const Light &light)
        : colour(light.tint.r < 0.7 ? cv::Vec3f(150, 168, 214) : cv::Vec3f(34, 28, 34)), strength(light.tint.r < 0.7 ? 0.55f : 0.5f) {}

    cv::Vec3f colour;
    float strength; ///< 0..1, of the contour over what it is drawn on
};

/// Where the contour of a shape runs: CV_8U, 255 on it.
cv::Mat contour(const Image &mask) {
    const cv::Mat shape(mask.height, mask.width, CV_8UC1, const_cast<std::uint8_t *>(mask.pixels.data()));
    const int reach = std::max(1, mask.width / 256);
    cv::Mat ring;
    cv::morphologyEx(shape, ring, cv::MORPH_GRADIENT, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * reach + 1, 2 * reach + 1}));
    return ring;
}

void outline(Image &picture, const cv::Mat &ring, const Rim &rim) {
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    rgb.forEach<cv::Vec3b>([&](cv::Vec3b &p, const int *at) {
        const float t = rim.strength * static_cast<float>(ring.at<uchar>(at)) / 255.0f;
        for (int c = 0; c < 3; ++c)
            p[c] = cv::saturate_cast<uchar>(static_cast<float>(p[c]) * (1 - t) + rim.colour[c] * t);
    });
}

/// How much of what was there an object hides with its outline: 255 = all.
Image coverage(const Image &mask, const cv::Mat &ring, const Rim &rim) {
    Image cover = mask;
    for (std::size_t i = 0; i < cover.pixels.size(); ++i) {
        const float seen = (1.0f - static_cast<float>(mask.pixels[i]) / 255.0f) * (1.0f - rim.strength * static_cast<float>(ring.data[i]) / 255.0f);
        cover.pixels[i] = cv::saturate_cast<uchar>(255.0f * (1.0f - seen));
    }
    return cover;
}

void draw_shadow(Image &picture, const Stand &stand) {
    cv::Mat pixels(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    const cv::Mat before = pixels.clone();
    Painter(picture).ellipse({stand.foot.x + 0.02, stand.foot.y}, stand.height * 0.5, 0.028, {18, 24, 40});
    cv::addWeighted(pixels, 0.35, before, 0.65, 0, pixels);
}

/// The RGBA that, laid over `plate`, gives `picture` where `cover` lets it: what is behind an edge is taken out again.
Image cut_out(const Image &picture, const Image &plate, const Image &cover) {
    Image alone(picture.width, picture.height, 4);
    for (std::size_t i = 0; i < cover.pixels.size(); ++i) {
        const float alpha = static_cast<float>(cover.pixels[i]) / 255.0f;
        if (alpha == 0)
            continue;
        for (std::size_t c = 0; c < 3; ++c) {
            const float behind = plate.pixels[3 * i + c];
            alone.pixels[4 * i + c] = cv::saturate_cast<uchar>(behind + (static_cast<float>(picture.pixels[3 * i + c]) - behind) / alpha);
        }
        alone.pixels[4 * i + 3] = cover.pixels[i];
    }
    return alone;
}

Rect box_of(const Image &mask) {
    Rect box{mask.width, mask.height, 0, 0};
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            if (mask.row(y)[x] > 0)
                box = {std::min(box.x0, x), std::min(box.y0, y), std::max(box.x1, x + 1), std::max(box.y1, y + 1)};
    return box.empty() ? Rect{} : box;
}

} // namespace

Rendering render(const Scene &scene, int size, const Extras &extras) {
    const Style *style = find_style(scene.style);
    if (!style)
        throw Failure({ErrorCode::InvalidArgument, scene.style, "is no style that can be painted", {}});
    Random random(scene.seed);
    Image large(2 * size, 2 * size, 3);
    Painter canvas(large);
    const Ground ground = draw_backdrop(canvas, scene.setting, scene.time, random);
    Image plate = extras.clean_plate || extras.cutouts ? large : Image();
    const Rim rim(ground.light);

    Rendering rendering;
    std::vector<Image> alone, covers; // each object before the backdrop, and what it hides of it
    for (const auto &object : scene.objects) {
        Image mask(2 * size, 2 * size, 1);
        const Stand stand = stand_for(object, ground, random);
        if (!floats(object.kind))
            draw_shadow(large, stand);
        Random again = random; // the same windmill has the same sails
        Painter painter(large, &mask);
        draw_object(painter, object.kind, object.colour, stand, ground.light, random);
        const cv::Mat ring = contour(mask);
        outline(large, ring, rim);
        rendering.masks.push_back(halved(mask, size));
        rendering.boxes.push_back(box_of(rendering.masks.back()));
        if (!extras.cutouts)
            continue;
        alone.push_back(plate);
        Painter lone(alone.back());
        draw_object(lone, object.kind, object.colour, stand, ground.light, again);
        outline(alone.back(), ring, rim);
        covers.push_back(halved(coverage(mask, ring, rim), size));
    }
    const std::uint64_t brush = random.next();
    const auto painted = [&](Image &picture) {
        style->apply(picture, brush);
        return halved(picture, size);
    };
    rendering.picture = painted(large);
    if (!plate.empty())
        rendering.clean_plate = painted(plate);
    for (std::size_t i = 0; i < alone.size(); ++i)
        rendering.cutouts.push_back(cut_out(painted(alone[i]), rendering.clean_plate, covers[i]));
    if (!extras.clean_plate)
        rendering.clean_plate = {};
    return rendering;
}

} // namespace sfumato::scenes
