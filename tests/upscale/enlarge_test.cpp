// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upscale/enlarge.h"

#include <cmath>
#include <cstdlib>

#include "core/image/resize.h"
#include "core/torch/tensor_image.h"
#include "tests/upscale/upscaler_files.h"

namespace sfumato::upscale {
namespace {

/// Smooth hills, so that a seam would be the steepest thing in the picture.
Image hills(int width, int height, int channels = 3) {
    Image picture(width, height, channels);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                picture.row(y)[channels * x + c] = static_cast<std::uint8_t>(128 + 90 * std::sin(0.05 * (x + 7 * c)) * std::cos(0.04 * y));
    return picture;
}

Image enlarged(const Network &network, const Image &picture, const Tiling &tiling) {
    auto result = enlarge(network, picture, tiling, {}, {});
    EXPECT_TRUE(result) << describe(result.error());
    return result ? *result : Image();
}

TEST(Enlarge, InOneTileIsExactlyTheNetwork) {
    const auto network = testing::network("compact_4x.pth");
    const Image picture = hills(48, 40);
    const Image whole = picture_from_tensor((*network)(tensor_from_picture(picture, PixelRange::Unit)), PixelRange::Unit);
    EXPECT_EQ(enlarged(*network, picture, {64, 32, 12}), whole);
}

TEST(Enlarge, TiledIsTheWholeWithinAStepOfEightBits) {
    // Of the receptive field beyond the 12 pixels that tiles share at least, nothing remains that rounding would show.
    for (const char *name : {"compact_4x.pth", "basicsr_4x.safetensors", "folded_2x.pth", "folded_1x.safetensors"}) {
        const auto network = testing::network(name);
        const Image picture = hills(150, 133);
        const Image whole = enlarged(*network, picture, {256, 32, 12}), tiled = enlarged(*network, picture, {64, 32, 12});
        ASSERT_EQ(whole.pixels.size(), tiled.pixels.size());
        int largest = 0;
        for (std::size_t i = 0; i < whole.pixels.size(); ++i)
            largest = std::max(largest, std::abs(int{whole.pixels[i]} - int{tiled.pixels[i]}));
        EXPECT_LE(largest, 1) << name;
    }
}

/// Largest step between neighbouring columns of one colour.
int steepest(const Image &picture) {
    int steepest = 0;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 3; x < 3 * picture.width; ++x)
            steepest = std::max(steepest, std::abs(int{picture.row(y)[x]} - int{picture.row(y)[x - 3]}));
    return steepest;
}

/// Enlarges by repetition and adds what differs from tile to tile: the colour of the tile's first pixel.
class Uneven final : public Network {
public:
    Uneven() : Network({modelio::UpscalerShape::Kind::Srvgg, 2, 1, 8, 0, 0, 1}, at::kCPU) {}

private:
    at::Tensor forward(const at::Tensor &x) const override {
        return at::upsample_bilinear2d(x, {2 * x.size(2), 2 * x.size(3)}, false) + 0.3 * x.narrow(2, 0, 1).narrow(3, 0, 1);
    }
};

TEST(Enlarge, LeavesNoSeamBetweenTilesThatDiffer) {
    const Uneven network;
    const Image picture = hills(192, 64);
    EXPECT_GT(steepest(enlarged(network, picture, {32, 0, 0})), 12) << "side by side the tiles' difference is seen";
    EXPECT_LE(steepest(enlarged(network, picture, {64, 32, 12})), 8);
}

TEST(Enlarge, KeepsTheAlphaAndNoColourBleedsOutOfTheTransparent) {
    const auto network = testing::network("compact_1x.pth");
    // Red wherever it can be seen; what cannot be seen is black in one picture and red in the other.
    Image black(40, 40, 4), red(40, 40, 4);
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 40; ++x) {
            std::uint8_t *of_black = black.row(y) + 4 * x, *of_red = red.row(y) + 4 * x;
            of_black[3] = of_red[3] = x < 20 ? 255 : 0;
            of_black[0] = x < 20 ? 200 : 0;
            of_red[0] = 200;
        }
    const Image of_black = enlarged(*network, black, {64, 32, 12}), of_red = enlarged(*network, red, {64, 32, 12});
    for (int x = 0; x < 40; ++x)
        EXPECT_EQ(of_black.row(20)[4 * x + 3], x < 20 ? 255 : 0) << x;
    for (int x = 0; x < 20; ++x)
        EXPECT_NEAR(of_black.row(20)[4 * x], of_red.row(20)[4 * x], 2) << x;
}

TEST(Enlarge, TakesSidesThatTheNetworkCannotFold) {
    const auto network = testing::network("folded_1x.safetensors");
    for (const auto &[width, height] : {std::pair{5, 7}, {1, 1}, {9, 2}}) {
        const Image result = enlarged(*network, hills(width, height), {64, 32, 12});
        EXPECT_EQ(result.width, width);
        EXPECT_EQ(result.height, height);
    }
}

TEST(Enlarge, CountsItsTilesAndStopsBetweenThem) {
    const auto network = testing::network("compact_1x.pth");
    const CancelToken cancel;
    std::vector<std::pair<int, int>> told;
    const auto progress = [&](int done, int total) {
        told.emplace_back(done, total);
        if (done == 2)
            cancel.cancel();
    };
    EXPECT_THROW(enlarge(*network, hills(200, 64), {64, 32, 12}, cancel, progress).has_value(), Failure);
    EXPECT_EQ(told, (std::vector<std::pair<int, int>>{{1, 6}, {2, 6}}));
}

TEST(Enlarge, RefusesWhatWouldBeTooLarge) {
    const auto network = testing::network("numbered_8x.safetensors");
    const auto result = enlarge(*network, hills(2100, 64), {64, 32, 12}, {}, {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::LimitExceeded);
}

TEST(ChooseTiles, GrowWithTheBudgetAndNotBeyondThePicture) {
    const modelio::UpscalerShape shape{modelio::UpscalerShape::Kind::Rrdb, 4, 23, 64, 32, 2, 1};
    const auto small = choose_tiles(shape, 4000, 3000, 1 << 28), large = choose_tiles(shape, 4000, 3000, std::int64_t{1} << 31);
    EXPECT_LT(small.tile, large.tile);
    EXPECT_LE(bytes_per_pixel(shape) * large.tile * large.tile, std::int64_t{1} << 31);
    EXPECT_EQ(choose_tiles(shape, 100, 70, std::int64_t{1} << 40).tile, 100);
    EXPECT_EQ(choose_tiles(shape, 4000, 3000, 0).tile, 64) << "the smallest is tried where nothing fits";
    EXPECT_GE(small.margin, 10);
}

} // namespace
} // namespace sfumato::upscale
