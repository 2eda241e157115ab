// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/composite.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"

namespace sfumato::image {

Image composite_mask(const Image &painted, double feather) {
    assert(painted.channels == 1);
    const bool everywhere = std::find(painted.pixels.begin(), painted.pixels.end(), 0) == painted.pixels.end();
    if (!(feather > 0.0) || everywhere)
        return painted;
    cv::Mat depth, deepest_near;
    cv::distanceTransform(view(painted) > 0, depth, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    // The ramp is as long as the mask is thick hereabouts, so that a stalk keeps its weight beside the flower.
    const int reach = static_cast<int>(std::ceil(feather));
    cv::dilate(depth, deepest_near, cv::getStructuringElement(cv::MORPH_RECT, {2 * reach + 1, 2 * reach + 1}));

    Image out = painted;
    for (int y = 0; y < out.height; ++y) {
        std::uint8_t *to = out.row(y);
        for (int x = 0; x < out.width; ++x) {
            if (to[x] == 0)
                continue;
            const float ramp = std::min(deepest_near.at<float>(y, x), static_cast<float>(feather) + 1.0f);
            const float share = std::min(1.0f, depth.at<float>(y, x) / ramp);
            to[x] = static_cast<std::uint8_t>(std::lround(static_cast<float>(to[x]) * share));
        }
    }
    return out;
}

Image composite(const Image &original, const Image &result, const Image &mask) {
    assert(original.width == result.width && original.height == result.height && original.channels == result.channels);
    assert(mask.channels == 1 && mask.width == original.width && mask.height == original.height);
    Image out = original;
    const auto channels = static_cast<std::size_t>(original.channels);
    for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
        const int weight = mask.pixels[i];
        if (weight == 0)
            continue;
        for (std::size_t j = i * channels; j < (i + 1) * channels; ++j)
            out.pixels[j] = static_cast<std::uint8_t>(
                (original.pixels[j] * (255 - weight) + result.pixels[j] * weight + 127) / 255);
    }
    return out;
}

void paste(Image &whole, const Image &part, int x, int y) {
    assert(whole.channels == part.channels);
    const int x0 = std::max(0, x), x1 = std::min(whole.width, x + part.width);
    const int y0 = std::max(0, y), y1 = std::min(whole.height, y + part.height);
    if (x0 >= x1)
        return;
    const auto channels = static_cast<std::size_t>(whole.channels);
    for (int row = y0; row < y1; ++row)
        std::memcpy(whole.row(row) + static_cast<std::size_t>(x0) * channels,
                    part.row(row - y) + static_cast<std::size_t>(x0 - x) * channels,
                    static_cast<std::size_t>(x1 - x0) * channels);
}

Image crop(const Image &picture, const Rect &box) {
    assert(!box.empty() && box.x0 >= 0 && box.y0 >= 0 && box.x1 <= picture.width && box.y1 <= picture.height);
    Image out(box.width(), box.height(), picture.channels);
    paste(out, picture, -box.x0, -box.y0);
    return out;
}

} // namespace sfumato::image
