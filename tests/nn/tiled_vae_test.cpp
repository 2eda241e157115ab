// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/tiled_vae.h"

#include <algorithm>

#include <ATen/CPUGeneratorImpl.h>

#include "core/base/error.h"
#include "tests/nn/golden_vae.h"

namespace sfumato::vae {
namespace {

at::Tensor noise(at::IntArrayRef shape, uint64_t seed) { return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat); }

/// An enlargement that looks at no neighbours, so that cutting must not change it.
at::Tensor nearest(const at::Tensor &x) { return at::upsample_nearest2d(x, {8 * x.size(2), 8 * x.size(3)}); }

at::Tensor enlarge_in_tiles(const at::Tensor &x, int64_t factor, const Tiling &tiling, const CancelToken &cancel,
                            const std::function<at::Tensor(const at::Tensor &)> &enlarge) {
    return make_in_tiles(x.size(2), x.size(3), factor, tiling, cancel, [&](const Window &window) { return enlarge(window.of(x)); });
}

TEST(Tiles, CoverEverySideWithAtLeastTheWantedOverlap) {
    for (const Tiling tiling : {Tiling{8, 2}, Tiling{8, 0}, Tiling{8, 7}, Tiling{5, 2}, Tiling{1, 0}})
        for (int64_t cells = 1; cells < 60; ++cells) {
            const auto starts = tile_starts(cells, tiling);
            ASSERT_EQ(starts.front(), 0);
            if (cells <= tiling.tile) {
                ASSERT_EQ(starts.size(), 1u);
                continue;
            }
            ASSERT_EQ(starts.back() + tiling.tile, cells);
            for (size_t i = 1; i < starts.size(); ++i) {
                ASSERT_GT(starts[i], starts[i - 1]);
                ASSERT_GE(starts[i - 1] + tiling.tile - starts[i], tiling.overlap) << cells << " cells, tile " << i;
            }
        }
}

TEST(Tiles, BlendToTheWholeWhereTheEnlargementIsLocal) {
    const auto x = noise({1, 3, 23, 37}, 1);
    for (const Tiling tiling : {Tiling{8, 2}, Tiling{8, 0}, Tiling{8, 6}, Tiling{30, 4}, Tiling{8, 5, 2}, Tiling{8, 4, 2}}) {
        const auto tiled = enlarge_in_tiles(x, 8, tiling, {}, nearest);
        // Weights are rounded to fp32 and up to nine tiles add up.
        EXPECT_LT((tiled - nearest(x)).abs().max().item<double>(), 2e-6) << tiling.tile << " / " << tiling.overlap;
    }
}

TEST(Tiles, HaveNoSayInTheirMargins) {
    // Whatever a tile makes of its two outermost cells inside the picture, nobody sees it.
    const auto spoilt = [](const at::Tensor &x) {
        auto y = nearest(x).clone();
        y.narrow(3, 0, 16).fill_(1e6);
        y.narrow(3, y.size(3) - 16, 16).fill_(1e6);
        return y;
    };
    const auto x = noise({1, 3, 8, 30}, 1);
    const auto tiled = enlarge_in_tiles(x, 8, {12, 6, 2}, {}, spoilt);
    const auto inside = [](const at::Tensor &y) { return y.narrow(3, 16, y.size(3) - 32); };
    EXPECT_LT((inside(tiled) - inside(nearest(x))).abs().max().item<double>(), 2e-6);
}

TEST(Tiles, ComeInStripsFromTheTopDownThatMakeTheWhole) {
    const auto x = noise({1, 3, 23, 17}, 1);
    const Tiling tiling{8, 3};
    std::vector<at::Tensor> strips;
    int64_t rows = 0;
    make_in_strips(23, 17, 8, tiling, {}, [&](const Window &window) { return nearest(window.of(x)); }, [&](int64_t top, const at::Tensor &strip) {
        EXPECT_EQ(top, rows);
        EXPECT_LE(strip.size(2), 64) << "no strip is higher than a row of tiles";
        rows += strip.size(2);
        strips.push_back(strip.clone());
    });
    EXPECT_EQ(rows, 23 * 8);
    EXPECT_LT((at::cat(strips, 2) - nearest(x)).abs().max().item<double>(), 2e-6);
}

TEST(Tiles, StopBeforeTheNextTileWhenCancelled) {
    const CancelToken cancel;
    int made = 0;
    const auto enlarge = [&](const at::Tensor &x) {
        if (++made == 2)
            cancel.cancel();
        return nearest(x);
    };
    try {
        enlarge_in_tiles(noise({1, 4, 32, 32}, 2), 8, {8, 2}, cancel, enlarge);
        FAIL() << "was not cancelled";
    } catch (const Failure &failure) {
        EXPECT_EQ(failure.error().code, ErrorCode::Cancelled);
    }
    EXPECT_EQ(made, 2);
}

TEST(TiledDecode, IsExactlyTheWholeDecodeWhereOneTileSuffices) {
    const auto vae = testing::golden_vae("sd1");
    const auto latent = testing::golden_tensors("sd1/cases/vae.safetensors").at("latent");
    const auto tiled = decode(vae, latent, Tiling{8, 2});
    EXPECT_TRUE(at::equal(tiled, decode(vae, latent)));
    EXPECT_LT(testing::relative_error(tiled, testing::golden_tensors("sd1/cases/vae.safetensors").at("decoded")), 2e-5);
}

TEST(TiledDecode, GivesAnImageTheSamePixelsAloneAndInABatch) {
    const auto vae = testing::golden_vae("sd1");
    const auto latent = noise({3, 4, 12, 10}, 3);
    const auto batch = decode(vae, latent, Tiling{8, 3});
    EXPECT_TRUE(at::equal(batch.narrow(0, 1, 1), decode(vae, latent.narrow(0, 1, 1), Tiling{8, 3})));
}

/// Smooth, but each tile is centred by its own mean: what a decoder's group norms do, and where seams come from.
/// (A network of random weights will not do here: its pictures are so rough that no seam stands out.)
at::Tensor centred(const at::Tensor &x) {
    const auto smooth = at::upsample_bilinear2d(x, {8 * x.size(2), 8 * x.size(3)}, /*align_corners=*/false);
    return smooth - x.mean(at::IntArrayRef{2, 3}, /*keepdim=*/true);
}

/// Largest step between neighbouring columns where a tile begins or ends, over the largest anywhere else.
double seam_strength(const at::Tensor &x, const Tiling &tiling) {
    auto steps = std::get<0>(enlarge_in_tiles(x, 8, tiling, {}, centred).diff(1, 3).abs().flatten(0, 2).max(0));
    double at_borders = 0;
    for (const int64_t start : tile_starts(x.size(3), tiling))
        for (const int64_t edge : {8 * start, 8 * (start + tiling.tile)}) {
            if (edge == 0 || edge == 8 * x.size(3))
                continue;
            at_borders = std::max(at_borders, steps[edge - 1].item<double>());
            steps[edge - 1] = 0.0;
        }
    return at_borders / steps.max().item<double>();
}

TEST(Tiles, LeaveNoSeamsWhereTheyMeet) {
    const auto x = at::upsample_bicubic2d(noise({1, 3, 6, 6}, 4), {48, 48}, false);
    // Side by side, the tiles' different means are steps far above anything in the picture: the measure sees seams.
    EXPECT_GT(seam_strength(x, {16, 0}), 4.0);
    // The ramp begins level, so a border is no steeper than the picture and the middle of the ramp are.
    EXPECT_LT(seam_strength(x, {16, 4}), 1.0);
    EXPECT_LT(seam_strength(x, {24, 8}), 1.0);
}

TEST(ChooseTiling, TilesOnlyWhereTheWholeDoesNotFit) {
    const modelio::VaeConfig sd1;
    const auto whole = decode_bytes(sd1, 128, 128, at::kFloat);
    EXPECT_FALSE(choose_tiling(sd1, 128, 128, at::kFloat, whole));
    const auto tiling = choose_tiling(sd1, 128, 128, at::kFloat, whole - 1);
    ASSERT_TRUE(tiling);
    EXPECT_LE(decode_bytes(sd1, tiling->tile, tiling->tile, at::kFloat), whole - 1);
    EXPECT_EQ(choose_tiling(sd1, 128, 128, at::kFloat, 0), (Tiling{24, 8})) << "the smallest is tried where nothing fits";
}

TEST(ChooseTiling, CountsAWideStripByItsShape) {
    const modelio::VaeConfig sd1; // 16 cells high: a tile cannot be higher than the strip
    const auto tiling = choose_tiling(sd1, 16, 1024, at::kFloat, decode_bytes(sd1, 16, 128, at::kFloat));
    EXPECT_EQ(tiling, (Tiling{128, 24}));
}

} // namespace
} // namespace sfumato::vae
