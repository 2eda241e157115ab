// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/wide_blur.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace sfumato::image {

cv::Mat wide_blur(const cv::Mat &source, double sigma) {
    if (!(sigma > 0.0))
        return source;
    // A Gaussian of 4 pixels is still well sampled.
    const double reduction = std::max(1.0, std::floor(sigma / 4.0));
    cv::Mat small = source;
    if (reduction > 1.0) {
        const int w = std::max(1, static_cast<int>(std::lround(source.cols / reduction)));
        const int h = std::max(1, static_cast<int>(std::lround(source.rows / reduction)));
        cv::resize(source, small, {w, h}, 0, 0, cv::INTER_AREA);
    }
    cv::Mat blurred;
    const double sigma_x = sigma * small.cols / source.cols, sigma_y = sigma * small.rows / source.rows;
    cv::GaussianBlur(small, blurred, {}, sigma_x, sigma_y, cv::BORDER_REPLICATE);
    if (small.size() == source.size())
        return blurred;
    cv::Mat out;
    cv::resize(blurred, out, source.size(), 0, 0, cv::INTER_LINEAR);
    return out;
}

} // namespace sfumato::image
