// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sfumato {

/// A picture or a mask in memory: 8 bits, interleaved, sRGB, origin top left, rows without padding.
/// 1 channel is a mask (255 = repaint), 3 is RGB, 4 is RGBA with straight alpha.
struct Image {
    int width = 0;
    int height = 0;
    int channels = 0;
    std::vector<std::uint8_t> pixels; ///< height * width * channels

    Image() = default;
    Image(int w, int h, int c, std::uint8_t value = 0)
        : width(w), height(h), channels(c),
          pixels(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * static_cast<std::size_t>(c), value) {}

    bool empty() const { return pixels.empty(); }
    std::size_t stride() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels); }
    std::uint8_t *row(int y) {
        assert(y >= 0 && y < height);
        return pixels.data() + static_cast<std::size_t>(y) * stride();
    }
    const std::uint8_t *row(int y) const {
        assert(y >= 0 && y < height);
        return pixels.data() + static_cast<std::size_t>(y) * stride();
    }
    bool operator==(const Image &) const = default;
};

/// A half-open rectangle in pixels: x0 <= x < x1.
struct Rect {
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0;

    int width() const { return x1 - x0; }
    int height() const { return y1 - y0; }
    bool empty() const { return x1 <= x0 || y1 <= y0; }
    bool operator==(const Rect &) const = default;
};

} // namespace sfumato
