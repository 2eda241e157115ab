// SPDX-License-Identifier: GPL-3.0-or-later
// A network whose numbers run away makes no picture and says so.
#include <limits>

#include <c10/core/InferenceMode.h>

#include "core/pipeline/pipeline.h"
#include "core/torch/guard.h"
#include "tests/adapters/tiny_model.h"

namespace sfumato {
namespace {

/// The tiny model with one weight of its U-Net, or one of its autoencoder, that is no number.
std::shared_ptr<const pipeline::Model> broken(const char *unet_weight, const char *vae_weight) {
    auto model = std::make_shared<pipeline::Model>(*testing::tiny_model("sd1"));
    const auto spoilt = [](const at::Tensor &tensor) { return at::full_like(tensor, std::numeric_limits<double>::quiet_NaN()); };
    if (unet_weight) {
        auto &weight = model->unet_weights.at(unet_weight);
        weight = spoilt(weight);
        nn::WeightMap source(model->unet_weights);
        model->unet = std::make_shared<const unet::UNet>(nn::Scope(source), model->unet->config());
    }
    if (vae_weight) {
        auto weights = read_tensors(model->description.folder.vae_weights).value();
        weights.at(vae_weight) = spoilt(weights.at(vae_weight));
        nn::WeightMap source(weights);
        model->vae = std::make_shared<const vae::AutoencoderKl>(nn::Scope(source), model->description.folder.vae);
    }
    return model;
}

TEST(NotNumbers, MakeNoPictureAndAreBlamedOnTheNetworkTheyComeFrom) {
    const c10::InferenceMode inference;
    const std::tuple<const char *, const char *, const char *> cases[] = {{"conv_out.bias", nullptr, "U-Net"},
                                                                          {nullptr, "decoder.conv_out.bias", "VAE"}};
    for (const auto &[unet_weight, vae_weight, blamed] : cases) {
        GenerationRequest request;
        request.prompt = "a house";
        request.width = request.height = 64;
        request.steps = 2;
        request.guidance = 3.0;
        request.clip_skip = 1;
        request.seed = 1;
        request.sampler = "euler";
        pipeline::PartsLoader loader;
        const auto parts = loader.load(broken(unet_weight, vae_weight), request, {});
        ASSERT_TRUE(parts) << describe(parts.error());
        int pictures = 0;
        const auto made = guarded([&] {
            return pipeline::generate(*parts, request, {}, [&](GeneratedImage) -> Result<void> {
                ++pictures;
                return {};
            }, {});
        });
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().subject, blamed);
        EXPECT_EQ(pictures, 0);
    }
}

} // namespace
} // namespace sfumato
