// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>

#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/pipeline/habits.h"
#include "core/pipeline/pipeline.h"
#include "core/torch/tensor_image.h"
#include "tests/adapters/tiny_model.h"
#include "tests/modelio/temporary_folder.h"
#include "tests/steering/seeded_weights.h"

namespace sfumato::testing {

inline nlohmann::json json_in(const std::filesystem::path &file) {
    std::ifstream stream(file);
    return nlohmann::json::parse(stream);
}

/// A picture that the references were shown: init, mask or wide.
inline SourceImage shown(const std::string &name) {
    return {name + ".png", std::make_shared<const Image>(picture_from_tensor(steering_tensors("pictures").at(name), PixelRange::Unit))};
}

/// Runs with the settings of make_references.py.
class SteeredRun : public ::testing::Test {
protected:
    /// A golden model's folder with another U-Net, whose weights are drawn by `salt`. changes: to its config.
    std::filesystem::path model_folder(const std::string &set, const std::string &salt, const nlohmann::json &changes,
                                       std::initializer_list<const char *> parts = {"text_encoder", "tokenizer", "vae", "scheduler", "text_encoder_2", "tokenizer_2"}) {
        const auto from = golden(set + "/model"), to = folder_.path() / salt;
        for (const char *part : parts)
            if (std::filesystem::exists(from / part)) {
                std::filesystem::create_directories(to);
                std::filesystem::copy(from / part, to / part, std::filesystem::copy_options::recursive);
            }
        auto config = json_in(from / "unet/config.json");
        config.update(changes);
        write(to / "unet/config.json", config);
        const auto read = modelio::read_unet_config(config, "config.json");
        EXPECT_TRUE(read) << describe(read.error());
        EXPECT_TRUE(write_tensors(to / "unet/diffusion_pytorch_model.safetensors", seeded_tensors<unet::UNet>(salt, *read)));
        return to;
    }
    static void write(const std::filesystem::path &file, const nlohmann::json &json) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << json.dump();
    }
    std::shared_ptr<const pipeline::Model> loaded(const std::filesystem::path &path, const std::string &family) {
        const auto description = pipeline::describe_model(path);
        EXPECT_TRUE(description) << describe(description.error());
        if (!description)
            return nullptr;
        EXPECT_EQ(description->family->id, family);
        const auto model = pipeline::load_model(*description, test_policy(), {});
        EXPECT_TRUE(model) << describe(model.error());
        return model ? *model : nullptr;
    }

    /// name: of the reference that holds the noise.
    static GenerationRequest request_for(const std::string &name, const std::string &scheduler = "DDIMScheduler") {
        GenerationRequest request;
        request.prompt = "a red house";
        request.negative = "blurry";
        request.width = request.height = 64;
        request.steps = 4;
        request.guidance = 3.0;
        request.clip_skip = 1;
        request.seed = 0;
        request.habits.conventions = Conventions::Diffusers;
        nlohmann::json config = {{"_class_name", scheduler}, {"beta_start", 0.00085}, {"beta_end", 0.012}, {"beta_schedule", "scaled_linear"}};
        if (scheduler != "LCMScheduler")
            config.update({{"steps_offset", 1}, {"timestep_spacing", "leading"}});
        if (scheduler == "DDIMScheduler")
            config.update({{"clip_sample", false}, {"set_alpha_to_one", false}});
        request.scheduler = config.dump();
        request.noise_in = steering_data(name + ".safetensors").string();
        return request;
    }

    at::Tensor latents(const std::shared_ptr<const pipeline::Model> &model, const GenerationRequest &request) {
        const c10::InferenceMode inference;
        if (!model)
            return at::zeros({1});
        const auto parts = loader_.load(model, request, {});
        EXPECT_TRUE(parts) << describe(parts.error());
        if (!parts)
            return at::zeros({1});
        const auto out = folder_.path() / "out.safetensors";
        const auto result = pipeline::generate(*parts, request, {}, [](GeneratedImage) { return Result<void>(); }, out.string());
        EXPECT_TRUE(result) << describe(result.error());
        const auto tensors = read_tensors(out);
        return tensors ? tensors->at("latents") : at::zeros({1});
    }
    void matches(const std::string &name, const std::shared_ptr<const pipeline::Model> &model, const GenerationRequest &request) {
        EXPECT_LT(relative_error(latents(model, request), steering_tensors(name).at("latents")), 1e-4) << name;
    }

    pipeline::PartsLoader loader_;
    test::TemporaryFolder folder_;
};

} // namespace sfumato::testing
