// SPDX-License-Identifier: GPL-3.0-or-later
#include <opencv2/imgproc.hpp>

#include "core/scenes/styles/lines.h"
#include "core/scenes/styles/style.h"
#include "core/scenes/styles/texture.h"

namespace sfumato::scenes {
namespace {

/// Grey tones on paper with dark outlines.
void paint(Image &picture, std::uint64_t seed) {
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    cv::Mat soft;
    cv::cvtColor(rgb, soft, cv::COLOR_RGB2GRAY);
    cv::GaussianBlur(soft, soft, {}, picture.width / 340.0);
    const auto edges = colour_edges(picture, picture.width / 340.0);
    const auto hatch = low_frequency(picture.width, 32, seed);
    rgb.forEach<cv::Vec3b>([&](cv::Vec3b &p, const int *at) {
        const std::size_t i = static_cast<std::size_t>(at[0]) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(at[1]);
        const float line = std::min(1.0f, std::max(0.0f, edges[i] - 30.0f) / 70.0f); // sky gradients stay below 30
        const float tone = 150.0f + 0.38f * static_cast<float>(soft.at<uchar>(at)) + 5.0f * hatch[i];
        const float v = std::min(250.0f, tone) * (1.0f - 0.78f * line);
        p = {cv::saturate_cast<uchar>(v), cv::saturate_cast<uchar>(v * 0.985f), cv::saturate_cast<uchar>(v * 0.95f)};
    });
}

const StyleRegistration registration{{"pencil", {"pencil drawing", "pencil sketch", "pencil"}, false, paint}};

} // namespace
} // namespace sfumato::scenes
