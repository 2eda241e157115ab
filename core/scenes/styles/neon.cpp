// SPDX-License-Identifier: GPL-3.0-or-later
#include <opencv2/imgproc.hpp>

#include "core/scenes/styles/style.h"
#include "core/scenes/styles/texture.h"

namespace sfumato::scenes {
namespace {

/// Glowing outlines in the colours of what they surround, on darkness.
void paint(Image &picture, std::uint64_t) {
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, picture.pixels.data());
    cv::Mat soft, horizontal, vertical, lines(rgb.size(), CV_32FC3), glow;
    cv::GaussianBlur(rgb, soft, {}, picture.width / 256.0);
    cv::Sobel(soft, horizontal, CV_32F, 1, 0);
    cv::Sobel(soft, vertical, CV_32F, 0, 1);
    lines.forEach<cv::Vec3f>([&](cv::Vec3f &p, const int *at) {
        const auto h = horizontal.at<cv::Vec3f>(at), v = vertical.at<cv::Vec3f>(at);
        const float edge = static_cast<float>(cv::norm(h) + cv::norm(v));
        const float line = std::min(1.0f, std::max(0.0f, edge - 60.0f) / 120.0f);
        const auto c = rgb.at<cv::Vec3b>(at);
        const float top = std::max({40.0f, static_cast<float>(c[0]), static_cast<float>(c[1]), static_cast<float>(c[2])});
        for (int i = 0; i < 3; ++i)
            p[i] = line * (0.15f + 0.85f * static_cast<float>(c[i]) / top);
    });
    cv::GaussianBlur(lines, glow, {}, picture.width / 60.0);
    rgb.forEach<cv::Vec3b>([&](cv::Vec3b &p, const int *at) {
        const auto l = lines.at<cv::Vec3f>(at), g = glow.at<cv::Vec3f>(at);
        for (int i = 0; i < 3; ++i) {
            const float dim = 0.30f * static_cast<float>(p[i]) + (i == 2 ? 16.0f : 4.0f);
            p[i] = cv::saturate_cast<uchar>(dim + 200.0f * l[i] + 190.0f * g[i]);
        }
    });
}

const StyleRegistration registration{{"neon", {"neon", "neon lights"}, true, paint}};

} // namespace
} // namespace sfumato::scenes
