// SPDX-License-Identifier: GPL-3.0-or-later
// The networks against what diffusers and transformers compute in fp32 with the same tiny weights.
#include "core/modelio/model_folder.h"
#include "core/nn/initialiser.h"
#include "core/nn/weight_loader.h"
#include "core/text/encoder/clip_text_encoder.h"
#include "core/unet/unet.h"
#include "core/vae/autoencoder_kl.h"
#include "tests/support/golden.h"

#include <ATen/CPUGeneratorImpl.h>

namespace sfumato {
namespace {

using testing::golden;
using testing::golden_tensors;
using testing::relative_error;

// The reference itself moves by 2e-6 of the largest value between one thread and two.
constexpr double tolerance = 2e-5;

template <typename Network, typename Config>
Network load(const std::filesystem::path &weights, const Config &config) {
    const auto source = modelio::TensorSource::open(weights);
    EXPECT_TRUE(source) << describe(source.error());
    nn::WeightLoader loader(*source, at::kFloat);
    Network network(nn::Scope(loader), config);
    const auto unused = loader.finish();
    EXPECT_TRUE(unused) << describe(unused.error());
    EXPECT_EQ(unused ? unused->size() : 0, 0U) << "tensors of the file were not used";
    return network;
}

modelio::ModelFolder folder(const std::string &set) {
    auto opened = modelio::open_model_folder(golden(set + "/model"));
    EXPECT_TRUE(opened) << describe(opened.error());
    return std::move(*opened);
}

class Networks : public ::testing::TestWithParam<std::string> {};

TEST_P(Networks, TextEncoderMatchesTheReference) {
    const auto model = folder(GetParam());
    const auto encoder = load<text::ClipTextEncoder>(model.text_weights, model.text);
    for (const int i : {0, 1, 2}) {
        const auto expected = golden_tensors(GetParam() + "/cases/text_" + std::to_string(i) + ".safetensors");
        const auto ids = expected.at("ids").to(at::kLong);
        EXPECT_LT(relative_error(encoder.forward(ids), expected.at("context")), tolerance);
        EXPECT_LT(relative_error(encoder.forward(ids, 2), expected.at("context_clip_skip_2")), tolerance);
    }
}

TEST_P(Networks, UNetMatchesTheReferenceAtWholeAndFractionalTimesteps) {
    const auto model = folder(GetParam());
    const auto unet = load<unet::UNet>(model.unet_weights, model.unet);
    for (const std::string t : {"1", "321", "500.37", "999"}) {
        const auto expected = golden_tensors(GetParam() + "/cases/unet_t" + t + ".safetensors");
        const auto &x = expected.at("x");
        const auto output = unet.forward(x, at::full({x.size(0)}, std::stod(t), at::kFloat), expected.at("context"));
        EXPECT_LT(relative_error(output, expected.at("eps")), tolerance) << "t = " << t;
    }
}

TEST_P(Networks, EveryUNetBlockMatchesTheReference) {
    const auto model = folder(GetParam());
    const auto unet = load<unet::UNet>(model.unet_weights, model.unet);
    auto expected = golden_tensors(GetParam() + "/cases/unet_blocks_t321.safetensors");
    const auto x = expected.at("x"), context = expected.at("context");
    expected.erase("x");
    expected.erase("context");
    unet.forward(x, at::full({x.size(0)}, 321.0, at::kFloat), context, {}, [&](const std::string &name, const at::Tensor &output) {
        const auto found = expected.find("out." + name);
        if (found == expected.end()) { // the reference records the middle as one block
            EXPECT_EQ(name.substr(0, 10), "mid_block.") << name << " is no block of the reference";
            return;
        }
        EXPECT_LT(relative_error(output, found->second), tolerance) << name;
        expected.erase(found);
    });
    EXPECT_TRUE(expected.empty()) << expected.begin()->first << " was never computed";
}

TEST_P(Networks, AutoencoderMatchesTheReference) {
    const auto model = folder(GetParam());
    const auto vae = load<vae::AutoencoderKl>(model.vae_weights, model.vae);
    const auto expected = golden_tensors(GetParam() + "/cases/vae.safetensors");
    const auto posterior = vae.encode(expected.at("image"));
    EXPECT_LT(relative_error(posterior.mean, expected.at("mean")), tolerance);
    EXPECT_LT(relative_error(posterior.logvar, expected.at("logvar")), tolerance);
    EXPECT_LT(relative_error(vae.decode(expected.at("latent")), expected.at("decoded")), tolerance);
}

INSTANTIATE_TEST_SUITE_P(Golden, Networks, ::testing::Values("sd1", "sd2v"));

TEST(Networks, AllParametersOfAFreshUNetGetFiniteGradients) {
    const auto model = folder("sd1");
    nn::Initialiser initialiser(at::detail::createCPUGenerator(7));
    const unet::UNet unet(nn::Scope(initialiser), model.unet);
    const auto x = at::randn({2, 4, 5, 7}, at::detail::createCPUGenerator(1)); // odd sizes on purpose
    const auto context = at::randn({2, 9, model.unet.cross_attention_dim}, at::detail::createCPUGenerator(2));
    unet.forward(x, at::full({2}, 400.0, at::kFloat), context).pow(2).mean().backward();
    for (const auto &[name, parameter] : initialiser.parameters()) {
        ASSERT_TRUE(parameter.grad().defined()) << name;
        EXPECT_TRUE(parameter.grad().isfinite().all().item<bool>()) << name;
        EXPECT_GT(parameter.grad().abs().max().item<double>(), 0.0) << name;
    }
}

TEST(WeightLoader, NamesMissingAndMisshapenTensors) {
    auto model = folder("sd1");
    const auto source = modelio::TensorSource::open(model.unet_weights);
    ASSERT_TRUE(source);
    model.unet.cross_attention_dim = 48;
    nn::WeightLoader loader(*source, at::kFloat);
    const unet::UNet unet(nn::Scope(loader), model.unet);
    const auto result = loader.finish();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::ShapeMismatch);
    EXPECT_NE(result.error().reason.find("attn2.to_k.weight is [16, 32] where the config asks for [16, 48]"), std::string::npos)
        << result.error().reason;

    nn::WeightLoader vae_loader(*source, at::kFloat); // the U-Net's file is no VAE
    const vae::AutoencoderKl vae(nn::Scope(vae_loader), model.vae);
    const auto missing = vae_loader.finish();
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::MissingTensor);
    EXPECT_NE(missing.error().reason.find("encoder.conv_in.weight"), std::string::npos) << missing.error().reason;
}

} // namespace
} // namespace sfumato
