// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/latent_preview.h"

#include <ATen/CPUGeneratorImpl.h>

#include "core/vae/tiled_vae.h"
#include "tests/nn/golden_vae.h"

namespace sfumato::vae {
namespace {

at::Tensor noise(at::IntArrayRef shape, uint64_t seed) { return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat); }

TEST(LatentPreview, IsTheMatrixProductOfEveryCell) {
    const LatentToRgb map{{{1, 0, 0}, {0, 1, 0}}, {0, 0, -1}};
    auto latent = at::zeros({1, 2, 1, 3}, at::kFloat);
    latent[0][0][0][0] = 1.0;  // red
    latent[0][1][0][1] = -1.0; // no green
    latent[0][0][0][2] = 9.0;  // beyond the range
    const Image preview = latent_preview(latent, map);
    EXPECT_EQ(preview.width, 3);
    EXPECT_EQ(preview.height, 1);
    EXPECT_EQ(preview.pixels, (std::vector<std::uint8_t>{255, 128, 0, 128, 0, 0, 255, 128, 0}));
}

TEST(LatentPreview, FitRecoversTheMapThatMadeThePictures) {
    const auto latents = noise({2, 4, 6, 5}, 1);
    const auto rows = noise({4, 3}, 2), bias = noise({3}, 3);
    const auto rgb = at::matmul(latents.movedim(1, -1), rows).add(bias).movedim(-1, 1);
    const auto map = fit_latent_to_rgb(latents, at::upsample_nearest2d(rgb.contiguous(), {48, 40}));
    ASSERT_EQ(map.rows.size(), 4u);
    for (int64_t c = 0; c < 4; ++c)
        for (int64_t k = 0; k < 3; ++k)
            EXPECT_NEAR(map.rows[c][k], rows[c][k].item<float>(), 1e-5); // fp32 pictures, solved in fp64
    for (int64_t k = 0; k < 3; ++k)
        EXPECT_NEAR(map.bias[k], bias[k].item<float>(), 1e-5);
}

TEST(LatentPreview, FitSurvivesAChannelThatNeverVaries) {
    auto latents = noise({1, 4, 8, 8}, 4);
    latents.select(1, 2).zero_();
    const auto map = fit_latent_to_rgb(latents, noise({1, 3, 64, 64}, 5));
    EXPECT_NEAR(map.rows[2][0], 0.0, 1e-9);
    EXPECT_TRUE(std::isfinite(map.rows[0][0]) && std::isfinite(map.bias[0]));
}

/// Mean squared difference between the pictures' cells and what the map makes of the latents.
double error_of(const LatentToRgb &map, const at::Tensor &latents, const at::Tensor &pictures) {
    auto rgb = at::zeros({latents.size(0), 3, latents.size(2), latents.size(3)}, at::kFloat);
    for (int64_t k = 0; k < 3; ++k) {
        auto plane = rgb.select(1, k);
        plane.add_(map.bias[k]);
        for (int64_t c = 0; c < latents.size(1); ++c)
            plane.add_(latents.select(1, c), map.rows[c][k]);
    }
    const auto cells = at::adaptive_avg_pool2d(pictures, {latents.size(2), latents.size(3)});
    return (cells - rgb).pow(2).mean().item<double>();
}

TEST(LatentPreview, MapOfAnUnknownModelServesLatentsItWasNotFittedTo) {
    const auto vae = testing::golden_vae("sd1");
    const auto fitted = fit_latent_to_rgb(vae, at::kFloat);
    const auto latents = at::upsample_bicubic2d(noise({2, 4, 4, 4}, 6), {16, 16}, false);
    const auto pictures = decode(vae, vae.from_model_units(latents));
    const double best = error_of(fit_latent_to_rgb(latents, pictures), latents, pictures); // no map can do better
    const double colour = error_of(fit_latent_to_rgb(at::zeros_like(latents), pictures), latents, pictures); // bias alone
    const double ours = error_of(fitted, latents, pictures);
    EXPECT_LT(ours, 0.8 * colour) << "a map that says nothing about the picture";
    EXPECT_LT(ours, 1.5 * best) << "best " << best << ", mean colour " << colour;
}

} // namespace
} // namespace sfumato::vae
