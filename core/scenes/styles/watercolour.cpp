// SPDX-License-Identifier: GPL-3.0-or-later
#include <opencv2/imgproc.hpp>

#include "core/scenes/styles/style.h"
#include "core/scenes/styles/texture.h"

namespace sfumato::scenes {
namespace {

/// Thinned colours that pool unevenly, soft shapes, pale paper.
void paint(Image &picture, std::uint64_t seed) {
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    cv::Mat soft, wash;
    cv::GaussianBlur(rgb, soft, {}, picture.width / 200.0);
    soft.convertTo(wash, CV_32FC3, 1.0 / 255);
    const auto pools = low_frequency(picture.width, 24, seed), paper = low_frequency(picture.width, 7, seed + 1);
    wash.forEach<cv::Vec3f>([&](cv::Vec3f &p, const int *at) {
        const std::size_t i = static_cast<std::size_t>(at[0]) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(at[1]);
        const float thin = 0.30f + 0.07f * pools[i] + 0.11f * paper[i];
        for (int c = 0; c < 3; ++c)
            p[c] += (0.985f - p[c]) * thin;
    });
    wash.convertTo(rgb, CV_8UC3, 255);
}

const StyleRegistration registration{{"watercolour", {"watercolour", "watercolour painting", "watercolor"}, true, paint}};

} // namespace
} // namespace sfumato::scenes
