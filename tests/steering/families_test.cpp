// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs of the rarer kinds of models with tiny random networks against diffusers' final latents.
#include "tests/steering/steered_run.h"

#include <tuple>

#include "core/modelio/checkpoint_config.h"
#include "core/modelio/convert.h"
#include "core/modelio/key_map.h"
#include "core/modelio/model_probe.h"
#include "core/modelio/tensor_index.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::relative_error;
using testing::shown;
using testing::steering_data;
using testing::steering_tensors;

using FamilyRuns = testing::SteeredRun;

TEST_F(FamilyRuns, InstructPix2PixIsGuidedByTextAndPicture) {
    const auto model = loaded(model_folder("sd1", "ip2p", {{"in_channels", 8}}), "ip2p");
    for (const auto &[name, image_guidance] : {std::pair{"ip2p", 1.7}, {"ip2p_plain", 1.0}}) {
        auto request = request_for(name);
        request.init = shown("init");
        request.image_guidance = image_guidance;
        matches(name, model, request);
    }
}

TEST_F(FamilyRuns, TheSecondGenerationPaintsIn) {
    const auto model = loaded(model_folder("sd2v", "sd2_inpaint", {{"in_channels", 9}}), "sd2_inpaint");
    auto request = request_for("sd2_inpaint");
    request.init = shown("init");
    request.strength = 1.0;
    request.inpaint = MaskOptions{shown("mask"), MaskMode::Soft, 0.0, 0, Fill::Original, false, 0};
    matches("sd2_inpaint", model, request);
}

TEST_F(FamilyRuns, ConsistencyModelsAreToldTheirGuidance) {
    const auto model = loaded(model_folder("sd1", "lcm", {{"time_cond_proj_dim", 16}}), "lcm");
    auto request = request_for("lcm", "LCMScheduler");
    request.negative.clear();
    request.guidance = 6.0;
    matches("lcm", model, request);
}

TEST_F(FamilyRuns, TheRefinerTakesOverWhereLittleNoiseIsLeft) {
    const auto path = model_folder("sdxl", "refiner", {{"cross_attention_dim", 32}, {"projection_class_embeddings_input_dim", 72}},
                                   {"vae", "scheduler", "text_encoder_2", "tokenizer_2"});
    ASSERT_TRUE(loaded(path, "sdxl_refiner"));
    auto request = request_for("refiner", "EulerDiscreteScheduler");
    request.steps = 8;
    request.refiner = {path.string(), 0.6};
    request.size_conditioning.aesthetic_score = 6.5;
    request.size_conditioning.negative_aesthetic_score = 2.0;
    matches("refiner", testing::tiny_model("sdxl"), request);
    const auto info = modelio::probe_model(path);
    ASSERT_TRUE(info) << describe(info.error());
    EXPECT_EQ(info->family, "sdxl_refiner");
    EXPECT_TRUE(info->loadable()) << describe(*info->obstacle);

    request.refiner = {golden("sd1/model").string(), 0.6};
    const auto other = loader_.load(testing::tiny_model("sdxl"), request, {});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().subject, "--refiner");
}

TEST_F(FamilyRuns, ASingleFileInTheOriginalLayoutMakesTheSameLatents) {
    const std::tuple<const char *, const char *, nlohmann::json> models[] = {
        {"ip2p", "sd1", {{"in_channels", 8}}},
        {"lcm", "sd1", {{"time_cond_proj_dim", 16}}},
        {"sd2_inpaint", "sd2v", {{"in_channels", 9}}},
    };
    for (const auto &[family, set, changes] : models) {
        const auto path = model_folder(set, family, changes);
        const auto file = folder_.path() / (std::string(family) + ".safetensors");
        const auto converted = modelio::convert_model(path, file, {{}, modelio::Layout::Ldm, {}}, {}, {});
        ASSERT_TRUE(converted) << describe(converted.error());
        const auto info = modelio::probe_model(file);
        ASSERT_TRUE(info) << describe(info.error());
        EXPECT_EQ(info->family, family);
        const auto description = pipeline::describe_model(file, {path, {}});
        ASSERT_TRUE(description) << describe(description.error());
        const auto model = pipeline::load_model(*description, testing::test_policy(), {});
        ASSERT_TRUE(model) << describe(model.error());
        auto request = request_for("ip2p");
        request.init = shown("init");
        EXPECT_TRUE(latents(*model, request).equal(latents(loaded(path, family), request))) << family;
    }
}

TEST_F(FamilyRuns, DistilledNetworksMayDifferInEveryLayer) {
    const auto config = modelio::read_unet_config(testing::json_in(steering_data("distilled_unet.json")), "distilled_unet.json");
    ASSERT_TRUE(config) << describe(config.error());
    EXPECT_EQ(config->up_depths, (std::vector<std::vector<int>>{{3, 1, 2}, {1, 1, 1}}));
    testing::SeededWeights weights("distilled");
    const unet::UNet network(nn::Scope(weights), *config);
    const auto given = steering_tensors("distilled");
    const auto sizes = nn::timestep_sinusoids(at::tensor({64.0f, 64.0f, 0.0f, 0.0f, 64.0f, 64.0f}), 8, true, 0).reshape({1, -1});
    const auto eps = network.forward(given.at("x"), at::full({1}, 321.0, at::kFloat), given.at("context"), {}, {}, at::cat({given.at("pooled"), sizes}, 1));
    EXPECT_LT(relative_error(eps, given.at("eps")), 2e-5);
    EXPECT_EQ(*modelio::read_unet_config(to_json(*config), "again"), *config);
}

/// What a file in the original layout says of its U-Net.
modelio::UNetConfig told_by_names(const modelio::UNetConfig &config, const std::filesystem::path &file) {
    std::map<std::string, at::Tensor> original;
    const auto map = modelio::KeyMap::unet(config);
    for (const auto &[name, tensor] : testing::seeded_tensors<unet::UNet>("names", config))
        original["model.diffusion_model." + map.to_original(name).value()] = tensor;
    EXPECT_TRUE(write_tensors(file, original));
    const auto opened = modelio::open_tensor_file(file);
    const modelio::TensorIndex index(**opened);
    const auto layout = modelio::find_parts(index);
    auto told = modelio::unet_config_of(index, *layout.unet, file);
    EXPECT_TRUE(told) << describe(told.error());
    return told ? *told : modelio::UNetConfig();
}

TEST_F(FamilyRuns, ASingleFileTellsDepthsAndTheGuidancesWidth) {
    using modelio::UNetBlock;
    modelio::UNetConfig config;
    config.block_out_channels = {32, 64, 64};
    config.down_blocks = {UNetBlock::Plain, UNetBlock::CrossAttention, UNetBlock::CrossAttention};
    config.up_blocks = {UNetBlock::CrossAttention, UNetBlock::CrossAttention, UNetBlock::Plain};
    config.layers_per_block = {2, 2, 2};
    config.heads = {1, 1, 1};
    config.cross_attention_dim = 48;
    config.use_linear_projection = true;
    config.addition_width = 64 + 6 * 256;
    config.addition_time_width = 256;
    config.middle = modelio::UNetMiddle::OneResNet;
    config.transformer_layers = {1, 2, 4};
    config.down_depths = {{1, 1}, {2, 2}, {4, 4}}; // SSD-1B's
    config.up_depths = {{4, 4, 10}, {2, 1, 1}, {1, 1, 1}};
    EXPECT_EQ(told_by_names(config, folder_.path() / "ssd.safetensors"), config);
    config.down_depths = {{1, 1}, {1, 1}, {2, 2}}; // Segmind-Vega's
    config.up_depths = {{2, 2, 2}, {2, 1, 1}, {1, 1, 1}};
    config.transformer_layers = {1, 1, 2};
    EXPECT_EQ(told_by_names(config, folder_.path() / "vega.safetensors"), config);

    config.down_depths.clear();
    config.up_depths.clear();
    config.middle = modelio::UNetMiddle::CrossAttention;
    config.down_blocks = {UNetBlock::Plain, UNetBlock::CrossAttention, UNetBlock::Plain}; // the refiner's
    config.up_blocks = config.down_blocks;
    config.transformer_layers = {1, 4, 4};
    config.guidance_width = 16;
    EXPECT_EQ(told_by_names(config, folder_.path() / "refiner.safetensors"), config);
}

} // namespace
} // namespace sfumato
