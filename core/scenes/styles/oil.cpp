// SPDX-License-Identifier: GPL-3.0-or-later
#include <opencv2/imgproc.hpp>

#include "core/scenes/styles/style.h"
#include "core/scenes/styles/texture.h"

namespace sfumato::scenes {
namespace {

/// Strokes as patches of one colour, richer tones, a little relief.
void paint(Image &picture, std::uint64_t seed) {
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    cv::Mat patches;
    const int reach = picture.width / 128 * 2 + 3;
    cv::medianBlur(rgb, patches, reach);
    const auto tone = low_frequency(picture.width, 30, seed), drift = low_frequency(picture.width, 18, seed + 1);
    patches.forEach<cv::Vec3b>([&](cv::Vec3b &p, const int *at) {
        const std::size_t i = static_cast<std::size_t>(at[0]) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(at[1]);
        const float light = (static_cast<float>(p[0]) + p[1] + p[2]) / 765.0f; // calmer where it is dark
        const float f = 1.0f + 0.22f * tone[i] * light;
        const float warm = 14.0f * drift[i] * light;
        p = {cv::saturate_cast<uchar>(p[0] * f + warm), cv::saturate_cast<uchar>(p[1] * f), cv::saturate_cast<uchar>(p[2] * f - warm)};
    });
    patches.copyTo(rgb);
}

const StyleRegistration registration{{"oil", {"oil painting", "oil"}, true, paint}};

} // namespace
} // namespace sfumato::scenes
