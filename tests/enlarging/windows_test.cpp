// SPDX-License-Identifier: GPL-3.0-or-later
// Sampling in overlapping windows.
#include <cstdlib>

#include "core/image/resize.h"
#include "core/torch/tiles.h"
#include "tests/enlarging/tiny_run.h"
#include "tests/support/watched_memory.h"

namespace sfumato {
namespace {

using testing::tiny_request;

class Windows : public testing::TinyRun {};

TEST_F(Windows, ThatHoldTheWholePictureChangeNothing) {
    auto request = tiny_request();
    const auto whole = succeeds(request);
    request.tile = 64;
    EXPECT_EQ(succeeds(request).pictures, whole.pictures);
}

/// Mean step between neighbouring columns at each of them, [w - 1].
at::Tensor steps_across(const at::Tensor &latents) { return latents.diff(1, 3).abs().mean(at::IntArrayRef{0, 1, 2}); }

TEST_F(Windows, LeaveNoSeams) {
    auto request = tiny_request();
    request.width = 384;
    request.height = 64;
    request.tile = 128;
    const auto steps = steps_across(succeeds(request).tensors.at("latents"));
    double at_borders = 0;
    int borders = 0;
    for (const int64_t start : tile_starts(48, {16, 4, 0}))
        for (const int64_t edge : {start, start + 16})
            if (edge > 0 && edge < 48) {
                at_borders += steps[edge - 1].item<double>();
                ++borders;
            }
    ASSERT_GE(borders, 4);
    // Columns differ by chance: of 8 rows and 4 channels the mean strays by some tenths.
    EXPECT_LT(at_borders / borders, 1.25 * steps.mean().item<double>());
}

TEST_F(Windows, WorkOverAPictureLargerThanTheModel) {
    auto request = tiny_request();
    Image small(32, 24, 3);
    for (std::size_t i = 0; i < small.pixels.size(); ++i)
        small.pixels[i] = static_cast<std::uint8_t>(i * 37 % 251);
    request.init = SourceImage{"in.png", std::make_shared<const Image>(image::resize(small, 256, 192, image::Resample::Smooth))};
    request.width = 256;
    request.height = 192;
    request.strength = 0.5;
    request.tile = 96;
    const auto run = succeeds(request);
    ASSERT_EQ(run.pictures.size(), 1u);
    EXPECT_EQ(run.pictures[0].width, 256);
    EXPECT_EQ(run.pictures[0].height, 192);
    request.tile = 0;
    EXPECT_NE(succeeds(request).pictures[0], run.pictures[0]);
}

/// A request that works over a picture, four times as wide and high as a plain one of `side` pixels.
GenerationRequest enlarging(int side) {
    auto request = tiny_request();
    Image small(side, side, 3);
    for (std::size_t i = 0; i < small.pixels.size(); ++i)
        small.pixels[i] = static_cast<std::uint8_t>(i * 37 % 251);
    request.init = SourceImage{"in.png", std::make_shared<const Image>(image::resize(small, 4 * side, 4 * side, image::Resample::Smooth))};
    request.width = request.height = 4 * side;
    request.strength = 0.3;
    return request;
}

TEST_F(Windows, TakeNoMoreMemoryForALargerPicture) {
    if (std::getenv("SFUMATO_TEST_DEVICE"))
        GTEST_SKIP() << "only the processor's memory is counted";
    keep_tensors_ = false;
    testing::tiny_model("sd1"); // its weights are no part of what is counted
    auto &memory = testing::WatchedMemory::instance();
    const auto peak_of = [&](int side, int tile) {
        auto request = enlarging(side);
        request.tile = tile;
        memory.forget_peak();
        succeeds(request);
        return static_cast<double>(memory.peak());
    };
    const double small = peak_of(64, 128), large = peak_of(128, 128); // 256 and 512 pixels a side, in windows of 128
    // A strip of the picture is as wide as it is, and latents grow with the area, 1/192 of its pixels.
    EXPECT_LT(large, 1.4 * small);
    EXPECT_GT(peak_of(128, 0), 3 * large) << "without windows it would have grown";
    RecordProperty("small", static_cast<int>(small));
    RecordProperty("large", static_cast<int>(large));
}

} // namespace
} // namespace sfumato
