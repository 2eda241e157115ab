// SPDX-License-Identifier: GPL-3.0-or-later
#include <opencv2/imgproc.hpp>

#include "core/scenes/styles/lines.h"
#include "core/scenes/styles/style.h"

namespace sfumato::scenes {
namespace {

/// Black lines and two flat washes of grey-blue on white.
void paint(Image &picture, std::uint64_t) {
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    cv::Mat soft;
    cv::cvtColor(rgb, soft, cv::COLOR_RGB2GRAY);
    cv::GaussianBlur(soft, soft, {}, picture.width / 256.0);
    const auto edges = colour_edges(picture, picture.width / 256.0);
    rgb.forEach<cv::Vec3b>([&](cv::Vec3b &p, const int *at) {
        const std::size_t i = static_cast<std::size_t>(at[0]) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(at[1]);
        const float line = std::min(1.0f, std::max(0.0f, edges[i] - 34.0f) / 40.0f);
        const float light = static_cast<float>(soft.at<uchar>(at));
        // Smooth steps between the washes: hard ones would draw contours into a sky.
        const auto step = [&](float from, float to) { return std::min(1.0f, std::max(0.0f, (light - from) / (to - from))); };
        const float wash = 105.0f + 75.0f * step(50, 85) + 68.0f * step(120, 165);
        const float v = wash * (1.0f - 0.92f * line);
        p = {cv::saturate_cast<uchar>(v * 0.94f), cv::saturate_cast<uchar>(v * 0.97f), cv::saturate_cast<uchar>(v)};
    });
}

const StyleRegistration registration{{"ink", {"ink drawing", "ink"}, false, paint}};

} // namespace
} // namespace sfumato::scenes
