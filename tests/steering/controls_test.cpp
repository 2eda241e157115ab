// SPDX-License-Identifier: GPL-3.0-or-later
// Control networks of all kinds with tiny random weights against diffusers, or against the formula they are stored by.
#include "tests/steering/steered_run.h"

#include "core/modelio/key_map.h"
#include "core/pipeline/control_files.h"
#include "core/pipeline/steering.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::relative_error;
using testing::seeded_tensors;
using testing::shown;
using testing::steering_data;
using testing::steering_tensors;
using testing::tiny_model;
using Tensors = std::map<std::string, at::Tensor>;

class Controls : public testing::SteeredRun {
protected:
    static unet::ControlNetConfig config_for(const std::string &set, int tasks = 0) {
        unet::ControlNetConfig config{tiny_model(set)->unet->config(), {8, 16, 16, 8}, false, tasks, tasks > 0 ? 1 : 0};
        config.unet.in_channels = 4;
        return config;
    }
    /// A folder with a network of seeded weights, as diffusers writes one.
    std::string network(const std::string &name, const std::string &set, int tasks = 0) {
        const auto path = folder_.path() / name;
        std::filesystem::create_directories(path);
        std::filesystem::copy_file(steering_data(name + ".json"), path / "config.json", std::filesystem::copy_options::overwrite_existing);
        EXPECT_TRUE(write_tensors(path / "diffusion_pytorch_model.safetensors", seeded_tensors<unet::ControlNet>(name, config_for(set, tasks))));
        return path.string();
    }
    std::shared_ptr<const unet::ControlNet> loaded_control(const Tensors &tensors) {
        const auto path = folder_.path() / "control.safetensors";
        EXPECT_TRUE(write_tensors(path, tensors));
        const auto loaded = pipeline::load_control(path, {model_.unet->config(), &model_.unet_weights, 4}, at::kFloat, {});
        EXPECT_TRUE(loaded) << describe(loaded.error());
        return loaded ? std::get<std::shared_ptr<const unet::ControlNet>>(*loaded) : nullptr;
    }
    static at::Tensor middle_of(const unet::ControlNet &network) {
        const auto given = testing::golden_tensors("adapters/controlnet.safetensors");
        return network.forward(given.at("x"), at::full({1}, 321.0, at::kFloat), given.at("context"), network.hint(given.at("hint"))).middle;
    }

    const pipeline::Model &model_ = *tiny_model("sd1");
};

TEST_F(Controls, OfTheSecondGenerationAndXlSteerAsInDiffusers) {
    auto second = request_for("controlnet_sd2");
    auto scheduler = nlohmann::json::parse(second.scheduler);
    scheduler["prediction_type"] = "v_prediction";
    second.scheduler = scheduler.dump();
    second.controls = {{network("controlnet_sd2", "sd2v"), shown("init"), "", 0.8, 0.0, 1.0}};
    matches("controlnet_sd2", tiny_model("sd2v"), second);
    auto xl = request_for("controlnet_sdxl");
    xl.controls = {{network("controlnet_sdxl", "sdxl"), shown("init"), "", 0.8, 0.0, 1.0}};
    matches("controlnet_sdxl", tiny_model("sdxl"), xl);
}

TEST_F(Controls, GuessModeSpeaksToThePromptAlone) {
    auto request = request_for("controlnet_guess");
    request.controls = {{network("controlnet_guess", "sd1"), shown("init"), "", 0.8, 0.0, 1.0, "", ControlMode::Control}};
    matches("controlnet_guess", tiny_model("sd1"), request);
    const auto guessed = latents(tiny_model("sd1"), request);
    request.controls.front().mode = ControlMode::Prompt;
    EXPECT_FALSE(latents(tiny_model("sd1"), request).equal(guessed));
}

TEST_F(Controls, AUnionIsToldWhatItsPictureIs) {
    const auto path = network("union", "sdxl", 6);
    for (const auto &[name, kind] : {std::pair{"union_1", "depth"}, {"union_3", "canny"}}) {
        auto request = request_for(name);
        request.controls = {{path, shown("init"), "", 0.8, 0.0, 1.0, kind}};
        matches(name, tiny_model("sdxl"), request);
    }
    EXPECT_EQ(pipeline::task_of({path, {}, "canny", 1, 0, 1}, 6).value(), 3) << "by its preprocessor";
    EXPECT_EQ(pipeline::task_of({path, {}, "", 1, 0, 1}, 6).error().subject, "--control-type");
    EXPECT_EQ(pipeline::task_of({path, {}, "", 1, 0, 1, "tile"}, 6).error().subject, "--control-type") << "the first union knew six kinds";
    EXPECT_EQ(pipeline::task_of({path, {}, "", 1, 0, 1, "tile"}, 8).value(), 6);
}

TEST_F(Controls, DifferencesAreAddedToTheModelsWeights) {
    const auto whole = seeded_tensors<unet::ControlNet>("difference", config_for("sd1"));
    auto stored = whole;
    for (auto &[name, tensor] : stored)
        if (const auto base = model_.unet_weights.find(name); base != model_.unet_weights.end() && base->second.sizes() == tensor.sizes())
            tensor = tensor - base->second;
    stored["difference"] = at::zeros({0});
    const auto made = loaded_control(stored), expected = loaded_control(whole);
    ASSERT_TRUE(made && expected);
    EXPECT_LT(relative_error(middle_of(*made), middle_of(*expected)), 2e-5);
}

TEST_F(Controls, ControlLorasAreProductsOnTheModelsWeights) {
    const auto config = config_for("sd1");
    const auto map = modelio::KeyMap::unet(config.unet);
    const auto seeded = seeded_tensors<unet::ControlNet>("low_rank", config);
    Tensors whole, stored;
    for (const auto &[name, tensor] : seeded) {
        const auto base = model_.unet_weights.find(name);
        if (base == model_.unet_weights.end()) { // hint block and outputs are stored as they are
            whole[name] = tensor;
            continue;
        }
        whole[name] = base->second;
        if (base->second.dim() < 2)
            continue;
        const auto up = tensor.flatten(1).slice(1, 0, 2).contiguous();
        auto down_shape = base->second.sizes().vec();
        down_shape[0] = 2;
        const auto down = base->second.flatten(1).slice(0, 0, 2).contiguous() * 0.5;
        whole[name] = base->second + at::mm(up, down).reshape(base->second.sizes());
        const auto original = map.to_original(name).value();
        const auto module = original.substr(0, original.rfind('.'));
        stored[module + ".up"] = up;
        stored[module + ".down"] = down.reshape(down_shape);
    }
    stored["lora_controlnet"] = at::zeros({1});
    const std::map<std::string, std::string> fixed = {{"controlnet_cond_embedding.conv_in", "input_hint_block.0"},
                                                      {"controlnet_cond_embedding.conv_out", "input_hint_block.14"},
                                                      {"controlnet_mid_block", "middle_block_out.0"}};
    const std::string blocks = "controlnet_cond_embedding.blocks.", skips = "controlnet_down_blocks.";
    for (const auto &[name, tensor] : whole) {
        const auto module = name.substr(0, name.rfind('.')), leaf = name.substr(name.rfind('.'));
        if (fixed.contains(module))
            stored[fixed.at(module) + leaf] = tensor;
        else if (module.starts_with(blocks))
            stored["input_hint_block." + std::to_string(2 * (std::stoi(module.substr(blocks.size())) + 1)) + leaf] = tensor;
        else if (module.starts_with(skips))
            stored["zero_convs." + module.substr(skips.size()) + ".0" + leaf] = tensor;
    }
    const auto made = loaded_control(stored), expected = loaded_control(whole);
    ASSERT_TRUE(made && expected);
    EXPECT_LT(relative_error(middle_of(*made), middle_of(*expected)), 2e-5);
}

TEST_F(Controls, InpaintingNetworksSeeAHole) {
    auto request = request_for("controlnet_guess");
    request.controls = {{network("controlnet_guess", "sd1"), shown("init"), "inpaint", 1.0, 0.0, 1.0}};
    const auto parts = loader_.load(tiny_model("sd1"), request, {});
    ASSERT_TRUE(parts) << describe(parts.error());
    const auto alone = pipeline::Steering::prepare(*parts, request, {nullptr, 64, 64});
    ASSERT_FALSE(alone) << "there is no mask";
    EXPECT_EQ(alone.error().subject, "--control-preprocess");
    request.init = shown("init");
    request.inpaint = MaskOptions{shown("mask"), MaskMode::Soft, 0.0, 0, Fill::Original, false, 0};
    const auto pictures = pipeline::control_pictures(parts->model->description, request);
    ASSERT_TRUE(pictures) << describe(pictures.error());
    const auto masked = steering_tensors("pictures").at("mask").ge(0.5);
    const auto seen = tensor_from_picture(pictures->front(), PixelRange::Unit);
    EXPECT_EQ(at::where(masked, seen, 0.0).abs().max().item<double>(), 0.0);
    EXPECT_TRUE(at::where(masked, 0.0, seen).equal(at::where(masked, 0.0, steering_tensors("pictures").at("init"))));
    EXPECT_TRUE(latents(tiny_model("sd1"), request).isfinite().all().item<bool>());
}

TEST_F(Controls, LightAdaptersMakeDiffusersMapsInEitherLayout) {
    unet::T2iAdapterConfig config;
    config.light = true;
    config.kernel = 3;
    config.levels = {{16, false}, {32, true}, {32, true}};
    const auto ours = seeded_tensors<unet::T2iAdapter>("light", config);
    Tensors original;
    for (const auto &[diffusers, tensor] : ours) {
        std::string name = diffusers.substr(std::string("adapter.").size());
        if (const auto at = name.find("resnets."); at != std::string::npos)
            name.replace(at, std::string("resnets").size(), "body");
        original[name] = tensor;
    }
    const auto expected = steering_tensors("light");
    for (const Tensors &tensors : {ours, original}) {
        const auto path = folder_.path() / "light.safetensors";
        ASSERT_TRUE(write_tensors(path, tensors));
        const auto loaded = pipeline::load_control(path, {model_.unet->config(), nullptr, 4}, at::kFloat, {});
        ASSERT_TRUE(loaded) << describe(loaded.error());
        const auto maps = std::get<std::shared_ptr<const unet::T2iAdapter>>(*loaded)->features(expected.at("picture"));
        ASSERT_EQ(maps.size(), 3u);
        for (size_t i = 0; i < maps.size(); ++i)
            EXPECT_LT(relative_error(maps[i], expected.at("map." + std::to_string(i))), 2e-5) << "level " << i;
    }
}

} // namespace
} // namespace sfumato
