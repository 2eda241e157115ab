// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/fill.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <optional>

#include <opencv2/imgproc.hpp>

#include "core/image/composite.h"
#include "core/image/mask_ops.h"
#include "core/image/wide_blur.h"

namespace sfumato::image {
namespace {

using Colour = std::array<float, 3>;
constexpr std::uint8_t mid_grey = 128;
constexpr int rim_width = 8;

/// The mean colour where `where` is not 0; nothing where that is nowhere.
std::optional<Colour> mean_colour(const Image &picture, const Image &where) {
    std::array<std::int64_t, 3> sums{};
    std::int64_t count = 0;
    for (std::size_t i = 0; i < where.pixels.size(); ++i) {
        if (where.pixels[i] == 0)
            continue;
        ++count;
        for (std::size_t c = 0; c < 3; ++c)
            sums[c] += picture.pixels[3 * i + c];
    }
    if (count == 0)
        return std::nullopt;
    Colour mean{};
    for (std::size_t c = 0; c < 3; ++c)
        mean[c] = static_cast<float>(static_cast<double>(sums[c]) / static_cast<double>(count));
    return mean;
}

Image plain(const Image &like, const Colour &colour) {
    Image out(like.width, like.height, 3);
    for (std::size_t i = 0; i < out.pixels.size(); ++i)
        out.pixels[i] = cv::saturate_cast<std::uint8_t>(colour[i % 3]);
    return out;
}

/// Colours times keep, and keep in channel 3, where keep = 1 - mask.
cv::Mat kept_part(const Image &picture, const Image &mask) {
    cv::Mat out(picture.height, picture.width, CV_32FC4);
    for (int y = 0; y < picture.height; ++y) {
        const std::uint8_t *colour = picture.row(y);
        const std::uint8_t *weight = mask.row(y);
        auto *to = out.ptr<float>(y);
        for (int x = 0; x < picture.width; ++x, to += 4) {
            const float keep = static_cast<float>(255 - weight[x]) / 255.0f;
            for (int c = 0; c < 3; ++c)
                to[c] = keep * static_cast<float>(colour[3 * x + c]);
            to[3] = keep;
        }
    }
    return out;
}

/// Lays premultiplied `top` over `bottom`, `repeats` times.
void lay_over(cv::Mat &bottom, const cv::Mat &top, int repeats) {
    for (int y = 0; y < bottom.rows; ++y) {
        auto *to = bottom.ptr<float>(y);
        const auto *from = top.ptr<float>(y);
        for (int x = 0; x < bottom.cols; ++x, to += 4, from += 4)
            for (int n = 0; n < repeats; ++n)
                for (int c = 3; c >= 0; --c)
                    to[c] = from[c] + to[c] * (1.0f - from[3]);
    }
}

Image blurred_into_hole(const Image &picture, const Image &mask, const Colour &far_away) {
    struct Pass {
        double radius;
        int repeats;
    };
    constexpr std::array<Pass, 6> passes{{{256, 1}, {64, 1}, {16, 2}, {4, 4}, {2, 2}, {0, 1}}};
    const cv::Mat kept = kept_part(picture, mask);
    cv::Mat sum = cv::Mat::zeros(kept.size(), CV_32FC4);
    for (const Pass &pass : passes)
        lay_over(sum, wide_blur(kept, pass.radius), pass.repeats);

    Image out = picture;
    // Deep inside a large hole next to nothing arrives; this little of the mean colour takes over there.
    constexpr float trace = 1e-3f;
    for (int y = 0; y < out.height; ++y) {
        const auto *from = sum.ptr<float>(y);
        const std::uint8_t *weight = mask.row(y);
        std::uint8_t *to = out.row(y);
        for (int x = 0; x < out.width; ++x, from += 4, to += 3)
            for (std::size_t c = 0; weight[x] != 0 && c < 3; ++c)
                to[c] = cv::saturate_cast<std::uint8_t>((from[c] + trace * far_away[c]) / (from[3] + trace));
    }
    return out;
}

} // namespace

Image fill_hole(const Image &picture, const Image &mask, Fill fill) {
    assert(picture.channels == 3 && mask.channels == 1);
    assert(picture.width == mask.width && picture.height == mask.height);
    const Colour grey{mid_grey, mid_grey, mid_grey};
    switch (fill) {
    case Fill::Original: return picture;
    case Fill::Noise:
    case Fill::Zero: return composite(picture, plain(picture, grey), mask);
    case Fill::Blur: {
        const auto mean = mean_colour(picture, invert(mask));
        return mean ? blurred_into_hole(picture, mask, *mean) : plain(picture, grey);
    }
    case Fill::Colour: {
        const Image hole = binarise(mask, 1);
        Image rim = grow(hole, rim_width);
        for (std::size_t i = 0; i < rim.pixels.size(); ++i)
            rim.pixels[i] = static_cast<std::uint8_t>(rim.pixels[i] - hole.pixels[i]);
        return composite(picture, plain(picture, mean_colour(picture, rim).value_or(grey)), mask);
    }
    }
    return picture;
}

} // namespace sfumato::image
