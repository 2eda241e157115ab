// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/mat_view.h"

#include <opencv2/core.hpp>

namespace sfumato::image {

cv::Mat view(Image &picture) {
    return cv::Mat(picture.height, picture.width, CV_8UC(picture.channels), picture.pixels.data());
}

cv::Mat view(const Image &picture) {
    // A Mat has no const data; the callers only read it.
    return cv::Mat(picture.height, picture.width, CV_8UC(picture.channels),
                   const_cast<std::uint8_t *>(picture.pixels.data()));
}

} // namespace sfumato::image
