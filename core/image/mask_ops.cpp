// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/mask_ops.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"

namespace sfumato::image {
namespace {

bool says_something_by_alpha(const Image &picture) {
    if (picture.channels != 4)
        return false;
    for (std::size_t i = 3; i < picture.pixels.size(); i += 4)
        if (picture.pixels[i] != 255)
            return true;
    return false;
}

/// The span of a disc's row `dy` away from its middle: pixels whose middle lies within the radius.
int half_width(int radius, int dy) {
    const double squared = double(radius) * radius - double(dy) * dy;
    return static_cast<int>(std::floor(std::sqrt(squared)));
}

/// The largest value among the `2 reach + 1` pixels around each of a row. Time: linear in the row, whatever the reach.
/// Source: van Herk 1992, Gil and Werman 1993.
class SlidingMaximum {
public:
    explicit SlidingMaximum(int width) : width_(width) {}

    const std::vector<std::uint8_t> &operator()(const std::uint8_t *row, int reach) {
        const int window = 2 * reach + 1;
        const int blocks = (width_ + 2 * reach + window - 1) / window;
        const int padded = blocks * window;
        // Outside the row 0 takes part, which is the neutral value of a maximum: the same as going on as at the border.
        values_.assign(static_cast<std::size_t>(padded), 0);
        std::copy(row, row + width_, values_.begin() + reach);
        forward_ = values_;
        backward_ = values_;
        for (int i = 1; i < padded; ++i)
            if (i % window != 0)
                forward_[i] = std::max(forward_[i], forward_[i - 1]);
        for (int i = padded - 2; i >= 0; --i)
            if ((i + 1) % window != 0)
                backward_[i] = std::max(backward_[i], backward_[i + 1]);
        out_.resize(static_cast<std::size_t>(width_));
        for (int x = 0; x < width_; ++x)
            out_[x] = std::max(backward_[x], forward_[x + window - 1]);
        return out_;
    }

private:
    int width_;
    std::vector<std::uint8_t> values_, forward_, backward_, out_;
};

Image largest_by_rows(const Image &mask, int radius) {
    Image out(mask.width, mask.height, 1);
    SlidingMaximum sliding(mask.width);
    for (int y = 0; y < mask.height; ++y) {
        const std::uint8_t *row = mask.row(y);
        if (std::all_of(row, row + mask.width, [](std::uint8_t v) { return v == 0; }))
            continue;
        const int first = std::max(0, y - radius), last = std::min(mask.height - 1, y + radius);
        for (int target = first; target <= last; ++target) {
            const auto &spread = sliding(row, half_width(radius, target - y));
            std::uint8_t *to = out.row(target);
            for (int x = 0; x < mask.width; ++x)
                to[x] = std::max(to[x], spread[x]);
        }
    }
    return out;
}

/// For every level in use, faintest first: where the nearest pixel of at least that level lies within the radius.
Image largest_by_levels(const Image &mask, const std::vector<int> &levels, int radius) {
    Image out(mask.width, mask.height, 1);
    // Squared distances are whole numbers; half of one between them keeps float rounding out of the comparison.
    const double reach = std::sqrt(double(radius) * radius + 0.5);
    cv::Mat distance;
    for (const int level : levels) {
        cv::distanceTransform(view(mask) < level, distance, cv::DIST_L2, cv::DIST_MASK_PRECISE);
        view(out).setTo(level, distance < reach);
    }
    return out;
}

Image largest_within_disc(const Image &mask, int radius) {
    std::array<bool, 256> used{};
    for (const std::uint8_t value : mask.pixels)
        used[value] = true;
    std::vector<int> levels;
    for (int level = 1; level < 256; ++level)
        if (used[level])
            levels.push_back(level);
    // The same result either way; one costs a pass a row of the disc, the other a pass a level.
    return static_cast<int>(levels.size()) <= 2 * radius + 1 ? largest_by_levels(mask, levels, radius)
                                                             : largest_by_rows(mask, radius);
}

float cell_value(const Image &mask, int x0, int y0, int factor, MaskResample how) {
    if (how == MaskResample::Nearest)
        return static_cast<float>(mask.row(y0)[x0]) / 255.0f;
    int largest = 0;
    std::int64_t sum = 0;
    for (int y = y0; y < y0 + factor; ++y) {
        const std::uint8_t *row = mask.row(y);
        for (int x = x0; x < x0 + factor; ++x) {
            largest = std::max<int>(largest, row[x]);
            sum += row[x];
        }
    }
    if (how == MaskResample::Max)
        return static_cast<float>(largest) / 255.0f;
    return static_cast<float>(static_cast<double>(sum) / (255.0 * factor * factor));
}

} // namespace

Image mask_from(const Image &picture) {
    if (picture.channels == 1)
        return picture;
    assert(picture.channels == 3 || picture.channels == 4);
    const bool alpha = says_something_by_alpha(picture);
    Image out(picture.width, picture.height, 1);
    const auto step = static_cast<std::size_t>(picture.channels);
    const std::uint8_t *from = picture.pixels.data();
    for (std::uint8_t &to : out.pixels) {
        to = alpha ? from[3] : static_cast<std::uint8_t>((299 * from[0] + 587 * from[1] + 114 * from[2] + 500) / 1000);
        from += step;
    }
    return out;
}

Image grow(const Image &mask, int px) {
    assert(mask.channels == 1);
    if (px == 0 || mask.empty())
        return mask;
    return px > 0 ? largest_within_disc(mask, px) : invert(largest_within_disc(invert(mask), -px));
}

Image blur(const Image &mask, double sigma) {
    assert(mask.channels == 1);
    if (!(sigma > 0.0) || mask.empty())
        return mask;
    const int kernel = 2 * static_cast<int>(2.5 * sigma + 0.5) + 1;
    Image out(mask.width, mask.height, 1);
    // A1111 blurs x and y in two calls, each of which rounds to bytes.
    cv::Mat across;
    cv::GaussianBlur(view(mask), across, {kernel, 1}, sigma);
    cv::Mat to = view(out);
    cv::GaussianBlur(across, to, {1, kernel}, sigma, sigma);
    return out;
}

Image binarise(const Image &mask, int threshold) {
    Image out = mask;
    for (std::uint8_t &value : out.pixels)
        value = value >= threshold ? 255 : 0;
    return out;
}

Image invert(const Image &mask) {
    Image out = mask;
    for (std::uint8_t &value : out.pixels)
        value = static_cast<std::uint8_t>(255 - value);
    return out;
}

Rect bounding_box(const Image &mask) {
    assert(mask.channels == 1);
    Rect box{mask.width, mask.height, 0, 0};
    for (int y = 0; y < mask.height; ++y) {
        const std::uint8_t *row = mask.row(y);
        for (int x = 0; x < mask.width; ++x) {
            if (row[x] == 0)
                continue;
            box.x0 = std::min(box.x0, x);
            box.x1 = std::max(box.x1, x + 1);
            box.y0 = std::min(box.y0, y);
            box.y1 = y + 1;
        }
    }
    return box.empty() ? Rect{} : box;
}

double coverage(const Image &mask) {
    if (mask.empty())
        return 0.0;
    const auto sum = std::accumulate(mask.pixels.begin(), mask.pixels.end(), std::int64_t{0});
    return static_cast<double>(sum) / (255.0 * static_cast<double>(mask.pixels.size()));
}

MaskField mask_to_latent(const Image &mask, int factor, MaskResample how, Grey grey) {
    assert(mask.channels == 1 && factor >= 1 && mask.width % factor == 0 && mask.height % factor == 0);
    MaskField field{mask.width / factor, mask.height / factor, {}};
    field.values.reserve(static_cast<std::size_t>(field.width) * static_cast<std::size_t>(field.height));
    for (int y = 0; y < field.height; ++y) {
        for (int x = 0; x < field.width; ++x) {
            const float value = cell_value(mask, x * factor, y * factor, factor, how);
            field.values.push_back(grey == Grey::Keep ? value : (value >= 0.5f ? 1.0f : 0.0f));
        }
    }
    return field;
}

} // namespace sfumato::image
