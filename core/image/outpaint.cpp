// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/outpaint.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>

#include <opencv2/imgproc.hpp>

#include "core/image/composite.h"
#include "core/image/mat_view.h"
#include "core/image/wide_blur.h"

namespace sfumato::image {
namespace {

/// The blurs between which a new pixel's colour is mixed: sigma grows as half the distance from the old picture.
constexpr std::array<double, 4> sigmas{0.0, 4.0, 16.0, 64.0};

double distance_from(const Rect &kept, int x, int y) {
    const int dx = std::max({kept.x0 - x, x - kept.x1 + 1, 0});
    const int dy = std::max({kept.y0 - y, y - kept.y1 + 1, 0});
    return std::hypot(dx, dy);
}

Image blurred_outwards(const Image &repeated, const Rect &kept) {
    cv::Mat values;
    view(repeated).convertTo(values, CV_32F);
    std::array<cv::Mat, sigmas.size()> levels;
    for (std::size_t i = 0; i < sigmas.size(); ++i)
        levels[i] = wide_blur(values, sigmas[i]);

    Image out(repeated.width, repeated.height, 3);
    for (int y = 0; y < out.height; ++y) {
        std::uint8_t *to = out.row(y);
        for (int x = 0; x < out.width; ++x, to += 3) {
            const double sigma = std::min(distance_from(kept, x, y) / 2.0, sigmas.back());
            std::size_t upper = 1;
            while (sigmas[upper] < sigma)
                ++upper;
            const auto share = static_cast<float>((sigma - sigmas[upper - 1]) / (sigmas[upper] - sigmas[upper - 1]));
            const auto *sharp = levels[upper - 1].ptr<float>(y, x);
            const auto *soft = levels[upper].ptr<float>(y, x);
            for (int c = 0; c < 3; ++c)
                to[c] = cv::saturate_cast<std::uint8_t>(sharp[c] + share * (soft[c] - sharp[c]));
        }
    }
    return out;
}

/// 255 outside `kept`, and inside by how near a side that grew is.
Image seam_mask(int width, int height, const Rect &kept, int overlap) {
    Image mask(width, height, 1, 255);
    for (int y = kept.y0; y < kept.y1; ++y) {
        std::uint8_t *row = mask.row(y);
        for (int x = kept.x0; x < kept.x1; ++x) {
            int depth = overlap; // pixels between this one and the nearest new one
            if (kept.x0 > 0)
                depth = std::min(depth, x - kept.x0);
            if (kept.x1 < width)
                depth = std::min(depth, kept.x1 - 1 - x);
            if (kept.y0 > 0)
                depth = std::min(depth, y - kept.y0);
            if (kept.y1 < height)
                depth = std::min(depth, kept.y1 - 1 - y);
            row[x] = static_cast<std::uint8_t>(255 * (overlap - depth) / (overlap + 1));
        }
    }
    return mask;
}

} // namespace

Canvas extend(const Image &picture, const Outpaint &sides, int overlap) {
    assert(picture.channels == 3 && !picture.empty() && overlap >= 0);
    assert(sides.left >= 0 && sides.top >= 0 && sides.right >= 0 && sides.bottom >= 0);
    const int width = sides.left + picture.width + sides.right;
    const int height = sides.top + picture.height + sides.bottom;
    const Rect kept{sides.left, sides.top, sides.left + picture.width, sides.top + picture.height};

    Image repeated(width, height, 3);
    cv::Mat to = view(repeated);
    cv::copyMakeBorder(view(picture), to, sides.top, sides.bottom, sides.left, sides.right, cv::BORDER_REPLICATE);
    Canvas canvas{sides.any() ? blurred_outwards(repeated, kept) : repeated, seam_mask(width, height, kept, overlap), kept};
    paste(canvas.picture, picture, kept.x0, kept.y0);
    return canvas;
}

} // namespace sfumato::image
