// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace cv {
class Mat;
}

/// Private to core/image.
namespace sfumato::image {

/// Gaussian blur of floats by any sigma (pixels), edges repeated. Wide ones are computed on a reduced copy, where they
/// lose nothing that could be seen: time and accuracy do not depend on sigma. sigma <= 0 gives `source` itself.
cv::Mat wide_blur(const cv::Mat &source, double sigma);

} // namespace sfumato::image
