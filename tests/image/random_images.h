// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>

#include "core/base/image.h"

namespace sfumato::image {

inline int random_int(std::mt19937 &random, int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

inline Image random_picture(std::mt19937 &random, int w, int h, int channels = 3) {
    Image out(w, h, channels);
    for (std::uint8_t &value : out.pixels)
        value = static_cast<std::uint8_t>(random());
    return out;
}

/// Up to six rectangles of random levels on 0.
inline Image random_mask(std::mt19937 &random, int w, int h, bool grey) {
    Image out(w, h, 1);
    for (int n = random_int(random, 1, 6); n > 0; --n) {
        const int x0 = random_int(random, 0, w - 1), x1 = random_int(random, x0 + 1, w);
        const int y0 = random_int(random, 0, h - 1), y1 = random_int(random, y0 + 1, h);
        const auto level = static_cast<std::uint8_t>(grey ? random_int(random, 1, 255) : 255);
        for (int y = y0; y < std::min(y1, y0 + h / 3 + 1); ++y)
            for (int x = x0; x < std::min(x1, x0 + w / 3 + 1); ++x)
                out.row(y)[x] = level;
    }
    return out;
}

} // namespace sfumato::image
