// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upscale/enlarge.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/image/composite.h"
#include "core/image/fill.h"
#include "core/image/resize.h"
#include "core/torch/tensor_image.h"

namespace sfumato::upscale {
namespace {

constexpr std::int64_t margin = 12; ///< pixels

struct Layers {
    Image colour; ///< RGB
    Image alpha;  ///< 1 channel, or empty
};

Layers parted(const Image &picture) {
    assert(picture.channels == 3 || picture.channels == 4);
    if (picture.channels == 3)
        return {picture, {}};
    Layers layers{Image(picture.width, picture.height, 3), Image(picture.width, picture.height, 1)};
    Image unseen(picture.width, picture.height, 1);
    for (std::size_t i = 0; i < layers.alpha.pixels.size(); ++i) {
        std::copy_n(picture.pixels.begin() + static_cast<std::ptrdiff_t>(4 * i), 3, layers.colour.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i));
        layers.alpha.pixels[i] = picture.pixels[4 * i + 3];
        unseen.pixels[i] = layers.alpha.pixels[i] == 0 ? 255 : 0;
    }
    const auto hidden = std::count(unseen.pixels.begin(), unseen.pixels.end(), std::uint8_t{255});
    if (hidden > 0 && static_cast<std::size_t>(hidden) < unseen.pixels.size())
        layers.colour = image::fill_hole(layers.colour, unseen, Fill::Blur);
    return layers;
}

Image joined(const Layers &layers) {
    if (layers.alpha.empty())
        return layers.colour;
    Image picture(layers.colour.width, layers.colour.height, 4);
    for (std::size_t i = 0; i < layers.alpha.pixels.size(); ++i) {
        std::copy_n(layers.colour.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, picture.pixels.begin() + static_cast<std::ptrdiff_t>(4 * i));
        picture.pixels[4 * i + 3] = layers.alpha.pixels[i];
    }
    return picture;
}

int rounded_up(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

/// The picture with its last rows and columns mirrored behind it, up to width x height; repeated where it is too small.
Image reflected(const Image &picture, int width, int height) {
    if (width == picture.width && height == picture.height)
        return picture;
    Image larger(width, height, picture.channels);
    const auto mirrored = [](int at, int side) { return at < side ? at : std::max(0, 2 * (side - 1) - at); };
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            std::copy_n(picture.row(mirrored(y, picture.height)) + 3 * mirrored(x, picture.width), 3, larger.row(y) + 3 * x);
    return larger;
}

} // namespace

Tiling choose_tiles(const modelio::UpscalerShape &shape, int width, int height, std::int64_t budget) {
    constexpr std::int64_t smallest = 64, largest = 512, step = 4; // step: what every network can fold
    const auto fitting = static_cast<std::int64_t>(std::sqrt(static_cast<double>(budget) / static_cast<double>(bytes_per_pixel(shape))));
    const std::int64_t side = std::clamp(fitting / step * step, smallest, largest);
    // One tile is best where it fits: no pixel is computed twice.
    const std::int64_t longest = rounded_up(std::max(width, height), static_cast<int>(step));
    return {std::min(side, std::max(longest, smallest)), 2 * margin + 8, margin};
}

std::int64_t usual_budget(std::int64_t left) { return std::clamp<std::int64_t>(left / 2, 0, std::int64_t{1} << 30); }

Image at_scale(Image enlarged, const Image &source, double scale) {
    if (scale <= 0.0)
        return enlarged;
    const auto side = [&](int pixels) { return std::max(1, static_cast<int>(std::lround(pixels * scale))); };
    return image::resize(enlarged, side(source.width), side(source.height), image::Resample::Smooth);
}

Result<Image> enlarge(const Network &network, const Image &picture, const Tiling &tiling, const CancelToken &cancel,
                      const TileProgress &progress) {
    const int factor = network.factor(), fold = network.shape().unshuffle;
    const std::int64_t width = std::int64_t{picture.width} * factor, height = std::int64_t{picture.height} * factor;
    if (width > limits::max_side || height > limits::max_side || width * height > limits::max_pixels)
        return fail(ErrorCode::LimitExceeded, "enlarged picture",
                    fmt::format("would have {} x {} pixels; a side has at most {}, a picture at most {}", width, height, limits::max_side,
                                limits::max_pixels),
                    "use a network with a smaller factor, or a smaller picture");
    auto layers = parted(picture);
    // Tiles begin at multiples of what the network folds: in cells of that size they may begin anywhere.
    const Image source = reflected(layers.colour, rounded_up(picture.width, fold), rounded_up(picture.height, fold));
    const auto in_cells = [&](std::int64_t pixels) { return (pixels + fold - 1) / fold; };
    const Tiling cells{in_cells(tiling.tile), in_cells(tiling.overlap), tiling.overlap > 0 ? tiling.margin / fold : 0};
    const auto total = static_cast<int>(tile_count(source.height / fold, source.width / fold, cells));
    int done = 0;
    Image enlarged(source.width * factor, source.height * factor, 3);
    make_in_strips(
        source.height / fold, source.width / fold, std::int64_t{fold} * factor, cells, cancel,
        [&](const Window &window) {
            const auto pixel = [&](std::int64_t cell) { return static_cast<int>(cell) * fold; };
            const Rect part{pixel(window.left), pixel(window.top), pixel(window.left + window.width), pixel(window.top + window.height)};
            auto made = network(tensor_from_picture(image::crop(source, part), PixelRange::Unit));
            if (progress)
                progress(++done, total);
            return made;
        },
        [&](std::int64_t top, const at::Tensor &strip) { put_strip(enlarged, top, strip, PixelRange::Unit); });
    const bool exact = enlarged.width == width && enlarged.height == height;
    layers.colour = exact ? std::move(enlarged) : image::crop(enlarged, {0, 0, static_cast<int>(width), static_cast<int>(height)});
    if (!layers.alpha.empty())
        layers.alpha = image::resize(layers.alpha, static_cast<int>(width), static_cast<int>(height), image::Resample::Smooth);
    return joined(layers);
}

} // namespace sfumato::upscale
