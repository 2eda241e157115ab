// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/styles/texture.h"

#include <opencv2/imgproc.hpp>

#include "core/scenes/random.h"

namespace sfumato::scenes {

std::vector<float> low_frequency(int size, int cells, std::uint64_t seed) {
    Random random(seed);
    cv::Mat coarse(cells, cells, CV_32F);
    for (int i = 0; i < cells * cells; ++i)
        coarse.at<float>(i / cells, i % cells) = static_cast<float>(random.between(-1, 1));
    std::vector<float> fine(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
    cv::Mat target(size, size, CV_32F, fine.data());
    cv::resize(coarse, target, target.size(), 0, 0, cv::INTER_CUBIC);
    return fine;
}

} // namespace sfumato::scenes
