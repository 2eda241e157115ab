// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/flatten.h"

namespace sfumato::image {

Image flattened(const Image &picture) {
    Image rgb(picture.width, picture.height, 3);
    const auto n = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
    const auto c = static_cast<std::size_t>(picture.channels);
    for (std::size_t i = 0; i < n; ++i) {
        const auto *p = &picture.pixels[i * c];
        const int alpha = c == 4 ? p[3] : 255;
        for (std::size_t k = 0; k < 3; ++k)
            rgb.pixels[i * 3 + k] = static_cast<std::uint8_t>((p[c >= 3 ? k : 0] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
    return rgb;
}

} // namespace sfumato::image
