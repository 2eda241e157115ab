// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/inpaint_region.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/limits.h"

namespace sfumato::pipeline {
namespace {

int to_multiple_of_8(double value) { return std::max(8, static_cast<int>(std::lround(value / 8.0)) * 8); }

struct Span {
    int first, last;
};

/// A span of `length` around [first, last), moved to lie within 0..limit; length <= limit.
Span around(int first, int last, int length, int limit) {
    const int start = first - (length - (last - first)) / 2;
    const int inside = std::clamp(start, 0, limit - length);
    return {inside, inside + length};
}

} // namespace

InpaintRegion inpaint_region(int width, int height, const Rect &mask_box, int padding, int target_w, int target_h) {
    assert(width >= 1 && height >= 1 && padding >= 0 && target_w >= 8 && target_h >= 8);
    const Rect box = mask_box.empty() ? Rect{0, 0, width, height} : mask_box;
    assert(box.x0 >= 0 && box.y0 >= 0 && box.x1 <= width && box.y1 <= height);
    const Rect padded{std::max(0, box.x0 - padding), std::max(0, box.y0 - padding),
                      box.x1 + std::min(padding, width - box.x1), box.y1 + std::min(padding, height - box.y1)};

    InpaintRegion region;
    region.process_width = to_multiple_of_8(target_w);
    region.process_height = to_multiple_of_8(target_h);
    const double aspect = static_cast<double>(region.process_width) / region.process_height;
    // One of the two maxima is the padded box itself, the other what the aspect adds.
    const double wanted_w = std::max<double>(padded.width(), std::round(padded.height() * aspect));
    const double wanted_h = std::max<double>(padded.height(), std::round(padded.width() / aspect));
    const int crop_w = static_cast<int>(std::min<double>(wanted_w, width));
    const int crop_h = static_cast<int>(std::min<double>(wanted_h, height));
    const Span x = around(padded.x0, padded.x1, crop_w, width);
    const Span y = around(padded.y0, padded.y1, crop_h, height);
    region.crop = {x.first, y.first, x.last, y.last};

    if (crop_w < wanted_w || crop_h < wanted_h) {
        const double scale = std::sqrt(static_cast<double>(region.process_width) * region.process_height /
                                       (static_cast<double>(crop_w) * crop_h));
        const auto side = [scale](int pixels) {
            return std::clamp(to_multiple_of_8(pixels * scale), limits::min_side, limits::max_side);
        };
        region.process_width = side(crop_w);
        region.process_height = side(crop_h);
    }
    return region;
}

} // namespace sfumato::pipeline
