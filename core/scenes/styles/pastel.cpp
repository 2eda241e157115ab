// SPDX-License-Identifier: GPL-3.0-or-later
#include <opencv2/imgproc.hpp>

#include "core/scenes/styles/style.h"
#include "core/scenes/styles/texture.h"

namespace sfumato::scenes {
namespace {

/// Chalk: soft shapes, colours half way to white.
void paint(Image &picture, std::uint64_t seed) {
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    cv::GaussianBlur(rgb, rgb, {}, picture.width / 120.0);
    const auto chalk = low_frequency(picture.width, 40, seed);
    rgb.forEach<cv::Vec3b>([&](cv::Vec3b &p, const int *at) {
        const std::size_t i = static_cast<std::size_t>(at[0]) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(at[1]);
        const float f = 0.62f + 0.05f * chalk[i];
        const float paper[3] = {252, 243, 236};
        for (int c = 0; c < 3; ++c)
            p[c] = cv::saturate_cast<uchar>(static_cast<float>(p[c]) * f + paper[c] * (1 - f));
    });
}

const StyleRegistration registration{{"pastel", {"pastel", "pastel drawing"}, true, paint}};

} // namespace
} // namespace sfumato::scenes
