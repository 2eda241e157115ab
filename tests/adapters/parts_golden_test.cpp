// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs with parts beside the model, and of SDXL, against the reference's final latents and pictures.
#include <fstream>

#include <c10/core/InferenceMode.h>
#include <nlohmann/json.hpp>

#include "core/pipeline/habits.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/prompt_rules.h"
#include "core/torch/tensor_file.h"
#include "core/torch/tensor_image.h"
#include "tests/adapters/tiny_model.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato {
namespace {

using nlohmann::json;
using testing::golden;
using testing::golden_tensors;
using testing::relative_error;
using testing::tiny_model;

json settings_of(const std::string &set, const std::string &name) {
    std::ifstream file(golden(set));
    return json::parse(file)["cases"][name];
}

/// A picture that has exactly these 8-bit values: [1,3,H,W] in 0..1.
SourceImage picture(const at::Tensor &values) {
    return {"given.png", std::make_shared<const Image>(picture_from_tensor(values, PixelRange::Unit))};
}

GenerationRequest request_of(const json &settings, const std::string &noise) {
    GenerationRequest request;
    request.prompt = settings["prompt"];
    request.negative = settings.value("negative_prompt", "");
    request.width = request.height = 64;
    request.steps = settings["num_inference_steps"].get<int>();
    request.guidance = settings["guidance_scale"].get<double>();
    request.clip_skip = 1;
    request.seed = 0;
    request.habits.conventions = Conventions::Diffusers;
    json scheduler = settings["config"];
    scheduler["_class_name"] = settings["scheduler"];
    request.scheduler = scheduler.dump();
    request.noise_in = golden(noise).string();
    return request;
}

class PartsGolden : public ::testing::Test {
protected:
    std::map<std::string, at::Tensor> made(const std::string &model, const GenerationRequest &request) {
        const c10::InferenceMode inference;
        const auto base = tiny_model(model);
        const auto parts = loader_.load(base, request, {});
        EXPECT_TRUE(parts) << describe(parts.error());
        if (!parts)
            return {};
        const auto out = folder_.path() / "out.safetensors";
        const auto result = pipeline::generate(*parts, request, {}, [](GeneratedImage) { return Result<void>(); }, out.string());
        EXPECT_TRUE(result) << describe(result.error());
        auto tensors = read_tensors(out);
        EXPECT_TRUE(tensors);
        return tensors ? *tensors : std::map<std::string, at::Tensor>();
    }
    void matches(const std::string &model, const std::string &noise, const GenerationRequest &request) {
        const auto ours = made(model, request), expected = golden_tensors(noise);
        ASSERT_TRUE(ours.contains("latents"));
        EXPECT_LT(relative_error(ours.at("latents"), expected.at("latents")), 1e-4);
        EXPECT_LT((ours.at("image") - expected.at("image")).abs().max().item<double>(), 1.0 / 255);
    }

    pipeline::PartsLoader loader_;
    test::TemporaryFolder folder_;
};

TEST_F(PartsGolden, AdaptersActInARunAndAreGoneInTheNext) {
    auto request = request_of(settings_of("adapters/cases.json", "txt2img_lora_kohya"), "adapters/txt2img_lora_kohya.safetensors");
    const auto plain = made("sd1", request).at("latents");
    for (const std::string name : {"lora_kohya", "dora"}) {
        request.adapters = {{golden("adapters/" + name + ".adapter.safetensors").string(), 0.7, {}}};
        matches("sd1", "adapters/txt2img_" + name + ".safetensors", request);
    }
    request.adapters.clear();
    EXPECT_TRUE(made("sd1", request).at("latents").equal(plain)) << "a model in memory kept something of its adapters";
}

TEST_F(PartsGolden, AControlNetworkSteersARun) {
    const auto settings = settings_of("adapters/cases.json", "txt2img_controlnet");
    auto request = request_of(settings, "adapters/txt2img_controlnet.safetensors");
    request.controls = {{golden("adapters/controlnet").string(), picture(golden_tensors("adapters/txt2img_controlnet.safetensors").at("hint")), "",
                         settings["controlnet_conditioning_scale"], 0.0, settings["control_guidance_end"]}};
    matches("sd1", "adapters/txt2img_controlnet.safetensors", request);
    const auto latents = made("sd1", request).at("latents");
    request.controls.front().weight = 0.4;
    request.controls.push_back(request.controls.front());
    EXPECT_LT(relative_error(made("sd1", request).at("latents"), latents), 1e-4) << "two halves are one whole";
}

TEST_F(PartsGolden, ATinyAutoencoderDecodesTheSameLatents) {
    auto request = request_of(settings_of("adapters/cases.json", "txt2img_dora"), "adapters/txt2img_dora.safetensors");
    const auto usual = made("sd1", request);
    request.vae = golden("adapters/taesd").string();
    const auto quick = made("sd1", request);
    EXPECT_TRUE(quick.at("latents").equal(usual.at("latents")));
    EXPECT_EQ(quick.at("image").sizes(), usual.at("image").sizes());
    EXPECT_FALSE(quick.at("image").equal(usual.at("image")));
}

TEST_F(PartsGolden, SdxlEncodesTextAsTheReferenceDoes) {
    pipeline::Parts parts;
    parts.model = tiny_model("sdxl");
    const auto expected = golden_tensors("sdxl/cases/text.safetensors");
    const auto settings = settings_of("sdxl/cases/cases.json", "text");
    GenerationRequest request;
    request.habits.conventions = Conventions::Diffusers;
    conditioning::PromptEncoder encoder(pipeline::speakers(*parts.model, parts.words), pipeline::prompt_rules(request, pipeline::resolve(request.habits), parts.model->description), {});
    std::vector<std::string> issues;
    const auto positive = encoder.encode(settings["prompt"], issues), negative = encoder.encode_negative(settings["negative_prompt"], issues);
    EXPECT_LT(relative_error(positive.context, expected.at("context")), 2e-5);
    EXPECT_LT(relative_error(positive.pooled, expected.at("pooled")), 2e-5);
    EXPECT_LT(relative_error(negative.context, expected.at("negative_context")), 2e-5);
    EXPECT_LT(relative_error(negative.pooled, expected.at("negative_pooled")), 2e-5);
}

TEST_F(PartsGolden, SdxlMakesTheReferencesPictures) {
    for (const std::string name : {"txt2img_zeros_negative", "txt2img_negative", "txt2img_crop", "img2img_euler_0.6"}) {
        SCOPED_TRACE(name);
        const auto settings = settings_of("sdxl/cases/cases.json", name);
        const auto file = "sdxl/cases/" + name + ".safetensors";
        auto request = request_of(settings, file);
        if (settings.contains("crops_coords_top_left")) {
            const auto original = settings["original_size"], crop = settings["crops_coords_top_left"], target = settings["target_size"];
            request.size_conditioning = {original[1], original[0], crop[1], crop[0], target[1], target[0]};
        }
        if (settings.contains("strength")) {
            request.strength = settings["strength"];
            const auto init = golden_tensors(file).at("init_image");
            request.init = picture(init.min().item<double>() < 0 ? init * 0.5 + 0.5 : init);
        }
        matches("sdxl", file, request);
    }
}

} // namespace
} // namespace sfumato
