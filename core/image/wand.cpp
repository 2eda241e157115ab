// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/wand.h"

#include <cassert>

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"

namespace sfumato::image {

Image wand(const Image &picture, int x, int y, int tolerance, WandReach reach) {
    assert(x >= 0 && x < picture.width && y >= 0 && y < picture.height);
    const std::uint8_t *seed = picture.row(y) + static_cast<std::size_t>(x) * static_cast<std::size_t>(picture.channels);
    cv::Scalar low, high;
    for (int c = 0; c < picture.channels; ++c) {
        low[c] = seed[c] - tolerance;
        high[c] = seed[c] + tolerance;
    }
    Image out(picture.width, picture.height, 1);
    cv::Mat similar = view(out);
    cv::inRange(view(picture), low, high, similar);
    if (reach == WandReach::Everywhere)
        return out;
    // Flooding the yes-or-no picture works with any number of channels; OpenCV floods colours of 1 and 3 only.
    constexpr int reached = 128;
    cv::floodFill(similar, {x, y}, reached, nullptr, {}, {}, 4);
    for (std::uint8_t &value : out.pixels)
        value = value == reached ? 255 : 0;
    return out;
}

} // namespace sfumato::image
