// SPDX-License-Identifier: GPL-3.0-or-later
// Sampling in overlapping windows.
#include "core/image/resize.h"
#include "core/torch/tiles.h"
#include "tests/enlarging/tiny_run.h"

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

} // namespace
} // namespace sfumato
