// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/resize.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"

namespace sfumato::image {
namespace {

Image nearest(const Image &source, int w, int h) {
    Image out(w, h, source.channels);
    const auto pixel = static_cast<std::size_t>(source.channels);
    for (int y = 0; y < h; ++y) {
        const std::uint8_t *from = source.row(static_cast<int>(std::int64_t{y} * source.height / h));
        std::uint8_t *to = out.row(y);
        for (int x = 0; x < w; ++x, to += pixel)
            std::memcpy(to, from + static_cast<std::size_t>(std::int64_t{x} * source.width / w) * pixel, pixel);
    }
    return out;
}

/// One side after the other, since one may shrink while the other grows.
cv::Mat smooth(cv::Mat from, int w, int h) {
    cv::Mat to;
    if (w < from.cols || h < from.rows) {
        cv::resize(from, to, {std::min(w, from.cols), std::min(h, from.rows)}, 0, 0, cv::INTER_AREA);
        from = to;
    }
    if (w > from.cols || h > from.rows) {
        cv::Mat larger;
        cv::resize(from, larger, {w, h}, 0, 0, cv::INTER_LANCZOS4);
        from = larger;
    }
    return from;
}

/// Straight alpha in bytes -> colours times alpha, 0..255, as floats; and back.
cv::Mat premultiplied(const Image &source) {
    cv::Mat out(source.height, source.width, CV_32FC4);
    for (int y = 0; y < source.height; ++y) {
        const std::uint8_t *from = source.row(y);
        auto *to = out.ptr<float>(y);
        for (int x = 0; x < source.width; ++x, from += 4, to += 4) {
            const float alpha = static_cast<float>(from[3]) / 255.0f;
            for (int c = 0; c < 3; ++c)
                to[c] = static_cast<float>(from[c]) * alpha;
            to[3] = static_cast<float>(from[3]);
        }
    }
    return out;
}

Image straight(const cv::Mat &premultiplied) {
    Image out(premultiplied.cols, premultiplied.rows, 4);
    for (int y = 0; y < out.height; ++y) {
        const auto *from = premultiplied.ptr<float>(y);
        std::uint8_t *to = out.row(y);
        for (int x = 0; x < out.width; ++x, from += 4, to += 4) {
            to[3] = cv::saturate_cast<std::uint8_t>(from[3]);
            // Below half a level of alpha there is no colour to speak of, and a division would only amplify noise.
            const float scale = from[3] < 0.5f ? 0.0f : 255.0f / from[3];
            for (int c = 0; c < 3; ++c)
                to[c] = cv::saturate_cast<std::uint8_t>(from[c] * scale);
        }
    }
    return out;
}

} // namespace

Image resize(const Image &source, int w, int h, Resample how) {
    assert(!source.empty() && w >= 1 && h >= 1);
    if (w == source.width && h == source.height)
        return source;
    if (how == Resample::Nearest)
        return nearest(source, w, h);
    if (source.channels == 4)
        return straight(smooth(premultiplied(source), w, h));
    Image out(w, h, source.channels);
    smooth(view(source), w, h).copyTo(view(out));
    return out;
}

} // namespace sfumato::image
