// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/styles/lines.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace sfumato::scenes {

std::vector<float> colour_edges(const Image &picture, double sigma) {
    const cv::Mat rgb(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t *>(picture.pixels.data()));
    std::vector<float> strengths(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height));
    cv::Mat lift(1, 256, CV_8U), lifted, horizontal, vertical, edges(rgb.size(), CV_32F, strengths.data());
    for (int v = 0; v < 256; ++v)
        lift.at<uchar>(v) = cv::saturate_cast<uchar>(255.0 * std::pow(v / 255.0, 0.7));
    cv::LUT(rgb, lift, lifted);
    cv::GaussianBlur(lifted, lifted, {}, sigma);
    cv::Sobel(lifted, horizontal, CV_16S, 1, 0);
    cv::Sobel(lifted, vertical, CV_16S, 0, 1);
    edges.forEach<float>([&](float &edge, const int *at) {
        const auto h = horizontal.at<cv::Vec3s>(at), v = vertical.at<cv::Vec3s>(at);
        int most = 0;
        for (int c = 0; c < 3; ++c)
            most = std::max(most, h[c] * h[c] + v[c] * v[c]);
        edge = std::sqrt(static_cast<float>(most));
    });
    return strengths;
}

} // namespace sfumato::scenes
