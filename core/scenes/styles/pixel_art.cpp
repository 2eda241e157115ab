// SPDX-License-Identifier: GPL-3.0-or-later
#include <opencv2/imgproc.hpp>

#include "core/scenes/styles/style.h"

namespace sfumato::scenes {
namespace {

/// Few large squares in few colours.
void paint(Image &picture, std::uint64_t) {
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    cv::Mat small;
    cv::resize(rgb, small, {64, 64}, 0, 0, cv::INTER_AREA);
    small.forEach<cv::Vec3b>([](cv::Vec3b &p, const int *) {
        for (int c = 0; c < 3; ++c)
            p[c] = cv::saturate_cast<uchar>((p[c] / 28) * 28 + 14);
    });
    cv::resize(small, rgb, rgb.size(), 0, 0, cv::INTER_NEAREST);
}

const StyleRegistration registration{{"pixel art", {"pixel art"}, true, paint}};

} // namespace
} // namespace sfumato::scenes
