// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

namespace cv {
class Mat;
}

/// Private to core/image: pictures as OpenCV sees them.
namespace sfumato::image {

/// `picture`'s own pixels as a Mat of 8 bits; valid as long as they are. The const one is not to be written to.
cv::Mat view(Image &picture);
cv::Mat view(const Image &picture);

} // namespace sfumato::image
