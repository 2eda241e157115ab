// SPDX-License-Identifier: GPL-3.0-or-later
// Autoencoders and control networks in files of their own.
#include "core/conditioning/conditioners/control_net.h"
#include "core/modelio/key_map.h"
#include "core/pipeline/part_files.h"
#include "core/torch/tensor_file.h"
#include "tests/adapters/tiny_model.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::golden_tensors;
using testing::relative_error;
using testing::tiny_model;
using Tensors = std::map<std::string, at::Tensor>;

constexpr double tolerance = 2e-5;

Tensors tensors_of(const std::filesystem::path &path) {
    auto tensors = read_tensors(path);
    EXPECT_TRUE(tensors) << describe(tensors.error());
    return std::move(*tensors);
}

class PartFiles : public ::testing::Test {
protected:
    const pipeline::Model &model_ = *tiny_model("sd1");
    const modelio::VaeConfig &own_ = model_.description.folder.vae;
    test::TemporaryFolder folder_;

    std::filesystem::path file(const Tensors &tensors, const std::string &name = "part.safetensors") {
        EXPECT_TRUE(write_tensors(folder_.path() / name, tensors));
        return folder_.path() / name;
    }
    std::shared_ptr<const vae::Autoencoder> autoencoder(const std::filesystem::path &path) {
        auto loaded = pipeline::load_autoencoder(path, own_, at::kFloat, {});
        EXPECT_TRUE(loaded) << describe(loaded.error());
        return loaded ? *loaded : nullptr;
    }
    std::shared_ptr<const unet::ControlNet> control_net(const std::filesystem::path &path) {
        auto loaded = pipeline::load_control(path, {model_.unet->config(), &model_.unet_weights, 4}, at::kFloat, {});
        EXPECT_TRUE(loaded) << describe(loaded.error());
        return loaded ? std::get<std::shared_ptr<const unet::ControlNet>>(*loaded) : nullptr;
    }
};

TEST_F(PartFiles, AutoencodersGiveTheSamePictureInEitherLayout) {
    const auto given = golden_tensors("sd1/cases/vae.safetensors");
    const auto expected = model_.vae->decode(given.at("latent"));
    const auto stored = tensors_of(model_.description.folder.vae_weights);
    const auto map = modelio::KeyMap::vae(own_);
    Tensors original, prefixed;
    for (const auto &[name, tensor] : stored) {
        const bool attention = name.find("attentions") != std::string::npos && tensor.dim() == 2;
        const auto theirs = map.to_original(name);
        ASSERT_TRUE(theirs) << name;
        original[*theirs] = attention ? tensor.view({tensor.size(0), tensor.size(1), 1, 1}) : tensor;
        prefixed["first_stage_model." + *theirs] = tensor;
    }
    ASSERT_TRUE(original.contains("decoder.up.0.block.0.conv1.weight") && original.contains("encoder.mid.attn_1.proj_out.bias"));
    for (const auto &path : {model_.description.folder.vae_weights, model_.description.folder.root, file(original, "a.safetensors"), file(prefixed, "b.safetensors")}) {
        const auto vae = autoencoder(path);
        ASSERT_TRUE(vae);
        EXPECT_TRUE(vae->decode(given.at("latent")).equal(expected)) << path;
        EXPECT_TRUE(vae->encode(given.at("image")).mean.equal(model_.vae->encode(given.at("image")).mean)) << path;
    }
}

TEST_F(PartFiles, TheTinyAutoencoderMatchesTheReferenceInEitherLayout) {
    const auto expected = golden_tensors("adapters/taesd.safetensors"); // its image is in 0..1
    Tensors original, decoder;
    for (const auto &[name, tensor] : tensors_of(golden("adapters/taesd/diffusion_pytorch_model.safetensors"))) {
        const auto rest = name.substr(std::string("decoder.layers.").size());
        const bool decodes = name.starts_with("decoder");
        const auto numbered = decodes ? std::to_string(std::stoi(rest) + 1) + rest.substr(rest.find('.')) : rest;
        original[(decodes ? "taesd_decoder." : "taesd_encoder.") + numbered] = tensor;
        if (decodes)
            decoder[numbered] = tensor;
    }
    for (const auto &path : {golden("adapters/taesd"), file(original, "taesd.safetensors")}) {
        const auto tiny = autoencoder(path);
        ASSERT_TRUE(tiny);
        EXPECT_LT(relative_error(tiny->decode(expected.at("latent")), expected.at("decoded")), tolerance);
        EXPECT_LT(relative_error(tiny->encode(expected.at("image") * 2.0 - 1.0).mean, expected.at("encoded")), tolerance);
        EXPECT_EQ(tiny->config().factor(), 8);
    }
    const auto half = autoencoder(file(decoder, "taesd_decoder.safetensors"));
    ASSERT_TRUE(half);
    EXPECT_LT(relative_error(half->decode(expected.at("latent")), expected.at("decoded")), tolerance);
    EXPECT_THROW(half->encode(expected.at("image")), Failure);
}

TEST_F(PartFiles, AutoencodersOfOtherModelsAreRefused) {
    const auto refusal = [&](const Tensors &tensors) {
        const auto loaded = pipeline::load_autoencoder(file(tensors), own_, at::kFloat, {});
        return loaded ? ErrorCode::Internal : loaded.error().code;
    };
    EXPECT_EQ(refusal({{"decoder.conv_in.weight", at::zeros({512, 16, 3, 3})}}), ErrorCode::MissingTensor);
    EXPECT_EQ(refusal({{"emb_params", at::zeros({2, 32})}}), ErrorCode::UnsupportedFormat);
    auto other = tensors_of(model_.description.folder.vae_weights);
    other.at("decoder.conv_in.weight") = at::zeros({other.at("decoder.conv_in.weight").size(0), 16, 3, 3});
    EXPECT_EQ(refusal(other), ErrorCode::ShapeMismatch);
}

/// The original layout's keys, as lllyasviel's files have them.
Tensors original_control(const Tensors &stored, const modelio::UNetConfig &config) {
    const auto map = modelio::KeyMap::unet(config);
    const std::map<std::string, std::string> fixed = {{"controlnet_cond_embedding.conv_in", "input_hint_block.0"},
                                                      {"controlnet_cond_embedding.conv_out", "input_hint_block.14"},
                                                      {"controlnet_mid_block", "middle_block_out.0"}};
    const std::string blocks = "controlnet_cond_embedding.blocks.", skips = "controlnet_down_blocks.";
    Tensors original;
    for (const auto &[name, tensor] : stored) {
        const auto module = name.substr(0, name.rfind('.')), leaf = name.substr(name.rfind('.'));
        std::string theirs = map.to_original(name).value_or("");
        if (const auto found = fixed.find(module); found != fixed.end())
            theirs = found->second + leaf;
        else if (module.starts_with(blocks))
            theirs = "input_hint_block." + std::to_string(2 * std::stoi(module.substr(blocks.size())) + 2) + leaf;
        else if (module.starts_with(skips))
            theirs = "zero_convs." + module.substr(skips.size()) + ".0" + leaf;
        EXPECT_FALSE(theirs.empty()) << name;
        original["control_model." + theirs] = tensor;
    }
    return original;
}

TEST_F(PartFiles, ControlNetworksMatchTheReferenceInEitherLayout) {
    const auto expected = golden_tensors("adapters/controlnet.safetensors");
    const auto stored = tensors_of(golden("adapters/controlnet/diffusion_pytorch_model.safetensors"));
    for (const auto &path : {golden("adapters/controlnet"), file(stored, "a.safetensors"), file(original_control(stored, model_.unet->config()), "b.safetensors")}) {
        const auto network = control_net(path);
        ASSERT_TRUE(network);
        const auto said = network->forward(expected.at("x"), at::full({1}, 321.0, at::kFloat), expected.at("context"), network->hint(expected.at("hint")));
        for (size_t i = 0; i < said.skips.size(); ++i)
            EXPECT_LT(relative_error(said.skips[i], expected.at("down." + std::to_string(i))), tolerance) << path << " skip " << i;
        EXPECT_LT(relative_error(said.middle, expected.at("mid")), tolerance) << path;
    }
}

TEST_F(PartFiles, WhatIsNoControlNetworkOfThisModelIsRefused) {
    const auto refusal = [&](const Tensors &tensors) {
        const auto loaded = pipeline::load_control(file(tensors), {model_.unet->config(), &model_.unet_weights, 4}, at::kFloat, {});
        return loaded ? ErrorCode::Internal : loaded.error().code;
    };
    auto stored = tensors_of(golden("adapters/controlnet/diffusion_pytorch_model.safetensors"));
    EXPECT_EQ(refusal({{"emb_params", at::zeros({2, 32})}}), ErrorCode::UnsupportedFormat);
    auto with_task = stored;
    with_task["task_embedding"] = at::zeros({6, 320});
    EXPECT_EQ(refusal(with_task), ErrorCode::ShapeMismatch) << "a union network of another kind of model";
    stored.at("down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight") = at::zeros({16, 64});
    EXPECT_EQ(refusal(stored), ErrorCode::ShapeMismatch);
}

TEST_F(PartFiles, ControlActsInItsShareOfTheRunAndByItsWeight) {
    const auto given = golden_tensors("adapters/controlnet.safetensors");
    const auto network = control_net(golden("adapters/controlnet"));
    ASSERT_TRUE(network);
    const conditioning::ControlNet control(network, given.at("hint"), {{0.5, 0.25, 0.75}, ControlMode::Balanced, 0});
    const auto at_step = [&](int step) {
        conditioning::NetworkInput input{given.at("x"), at::full({1}, 321.0, at::kFloat), given.at("context"), {}, {conditioning::Pass::Positive}, {}, {}, {}};
        control.apply(input, {step, 8, 0});
        return input.residuals;
    };
    EXPECT_TRUE(at_step(1).skips.empty());
    EXPECT_FALSE(at_step(2).skips.empty());
    EXPECT_FALSE(at_step(5).skips.empty());
    EXPECT_TRUE(at_step(6).skips.empty());
    EXPECT_LT(relative_error(at_step(3).middle, given.at("mid") * 0.5), tolerance);
}

} // namespace
} // namespace sfumato
