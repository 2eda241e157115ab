// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures as prompts: tiny IP-Adapters of random weights and a tiny image encoder against transformers and diffusers.
#include "tests/steering/steered_run.h"

#include "core/pipeline/image_prompt_files.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::relative_error;
using testing::seeded_tensors;
using testing::shown;
using testing::steering_tensors;
using testing::tiny_model;
using Tensors = std::map<std::string, at::Tensor>;

constexpr vision::VisionConfig encoder_config{32, 80, 3, 4, 32, 8, 24, modelio::TextActivation::Gelu, 1e-5};

class ImagePrompts : public testing::SteeredRun {
protected:
    ImagePrompts() {
        write(encoder_ / "config.json", {{"num_attention_heads", 4}, {"hidden_act", "gelu"}});
        EXPECT_TRUE(write_tensors(encoder_ / "model.safetensors", seeded_tensors<vision::ClipVisionEncoder>("vision", encoder_config)));
    }
    static vision::ProjectionConfig projection(const std::string &kind, int context_width) {
        if (kind == "base")
            return {vision::ProjectionKind::Base, 24, context_width, 4, 0, 1, 0};
        if (kind == "full")
            return {vision::ProjectionKind::Full, 32, context_width, 0, 32, 1, 0};
        return {vision::ProjectionKind::Plus, 32, context_width, 5, 32, 1, 4};
    }
    Tensors adapter_tensors(const std::string &kind, const std::string &set) {
        const auto &config = tiny_model(set)->unet->config();
        return seeded_tensors<vision::IpAdapter>("ip_adapter_" + kind, projection(kind, config.cross_attention_dim), config);
    }
    std::string adapter(const std::string &kind, const std::string &set) {
        const auto path = folder_.path() / (set + kind + ".safetensors");
        EXPECT_TRUE(write_tensors(path, adapter_tensors(kind, set)));
        return path.string();
    }
    ImagePromptUse use(const std::string &kind, const std::string &set, const std::string &picture, double weight) {
        return {adapter(kind, set), shown(picture), weight, 0.0, 1.0};
    }

    const std::filesystem::path encoder_ = folder_.path() / "image_encoder";
};

TEST_F(ImagePrompts, PicturesArePreparedAsTransformersDoes) {
    const auto pixels = vision::seen_by_clip(*shown("wide").pixels, 32);
    EXPECT_LT((pixels - steering_tensors("vision").at("pixels")).abs().max().item<double>(), 1e-6) << "not one 8-bit step of 0.015 apart";
}

TEST_F(ImagePrompts, TheEncoderSeesWhatTransformersSees) {
    const auto expected = steering_tensors("vision");
    const auto encoder = pipeline::load_image_encoder(encoder_, at::kFloat, {});
    ASSERT_TRUE(encoder) << describe(encoder.error());
    EXPECT_EQ((*encoder)->config(), encoder_config);
    const auto seen = (*encoder)->see(expected.at("pixels"));
    EXPECT_LT(relative_error(seen.embedding, expected.at("embedding")), 2e-5);
    EXPECT_LT(relative_error(seen.penultimate, expected.at("penultimate")), 2e-5);
}

TEST_F(ImagePrompts, AnEncoderWithOpenClipsNamesIsTheSame) {
    vision::VisionConfig config = encoder_config;
    config.hidden_size = 64; // of one head of 64, as nothing beside such a file says how many
    config.num_attention_heads = 1;
    config.activation = modelio::TextActivation::QuickGelu;
    const auto ours = seeded_tensors<vision::ClipVisionEncoder>("open", config);
    Tensors theirs;
    for (const auto &[name, tensor] : ours) {
        const auto replaced = [&](std::string text, const std::vector<std::pair<std::string, std::string>> &table) {
            for (const auto &[from, to] : table)
                if (const auto at = text.find(from); at != std::string::npos)
                    text.replace(at, from.size(), to);
            return text;
        };
        if (name.find("_proj.") != std::string::npos && name.find("out_proj") == std::string::npos)
            continue;
        theirs[replaced(name, {{"vision_model.", "visual."}, {"embeddings.class_embedding", "class_embedding"}, {"embeddings.patch_embedding", "conv1"},
                               {"embeddings.position_embedding.weight", "positional_embedding"}, {"pre_layrnorm", "ln_pre"}, {"post_layernorm", "ln_post"},
                               {"encoder.layers", "transformer.resblocks"}, {"layer_norm", "ln_"}, {"self_attn.out_proj", "attn.out_proj"},
                               {"mlp.fc1", "mlp.c_fc"}, {"mlp.fc2", "mlp.c_proj"}, {"visual_projection.weight", "visual.proj"}})] =
            name == "visual_projection.weight" ? tensor.t() : tensor;
    }
    for (int i = 0; i < config.num_hidden_layers; ++i)
        for (const std::string leaf : {"weight", "bias"}) {
            const auto part = [&](const char *which) {
                return ours.at("vision_model.encoder.layers." + std::to_string(i) + ".self_attn." + which + "_proj." + leaf);
            };
            theirs["visual.transformer.resblocks." + std::to_string(i) + ".attn.in_proj_" + leaf] = at::cat({part("q"), part("k"), part("v")});
        }
    ASSERT_TRUE(write_tensors(folder_.path() / "open.safetensors", theirs));
    ASSERT_TRUE(write_tensors(folder_.path() / "ours.safetensors", ours));
    const auto pixels = steering_tensors("vision").at("pixels");
    const auto open = pipeline::load_image_encoder(folder_.path() / "open.safetensors", at::kFloat, {});
    const auto plain = pipeline::load_image_encoder(folder_.path() / "ours.safetensors", at::kFloat, {});
    ASSERT_TRUE(open) << describe(open.error());
    ASSERT_TRUE(plain) << describe(plain.error());
    EXPECT_TRUE((*open)->see(pixels).embedding.equal((*plain)->see(pixels).embedding));
}

TEST_F(ImagePrompts, SteerRunsAsInDiffusersAndAreGoneAfterwards) {
    const auto plain = latents(tiny_model("sd1"), request_for("ip_adapter_sd1_base"));
    for (const std::string set : {"sd1", "sdxl"})
        for (const std::string kind : {"base", "plus", "full"}) {
            if (set == "sdxl" && kind == "full")
                continue; // of which there is none
            const auto name = "ip_adapter_" + set + "_" + kind;
            auto request = request_for(name);
            request.image_prompts = {use(kind, set, "wide", 0.7)};
            matches(name, tiny_model(set), request);
        }
    auto both = request_for("ip_adapter_sd1_base_plus");
    both.image_prompts = {use("base", "sd1", "wide", 0.7), use("plus", "sd1", "init", 0.4)};
    matches("ip_adapter_sd1_base_plus", tiny_model("sd1"), both);
    EXPECT_TRUE(latents(tiny_model("sd1"), request_for("ip_adapter_sd1_base")).equal(plain)) << "a model in memory kept something of them";
}

TEST_F(ImagePrompts, ActInTheirShareOfTheRunAndBesideOthers) {
    auto request = request_for("ip_adapter_sd1_base");
    const auto model = tiny_model("sd1");
    const auto plain = latents(model, request);
    request.image_prompts = {use("base", "sd1", "wide", 0.7)};
    const auto all = latents(model, request);
    request.image_prompts.front().start = 0.9;
    EXPECT_TRUE(latents(model, request).equal(plain)) << "no step of four lies in the last tenth";
    request.image_prompts.front().start = 0.5;
    EXPECT_FALSE(latents(model, request).equal(all));
    request.adapters = {{golden("adapters/lora_kohya.adapter.safetensors").string(), 0.7, {}}};
    request.controls = {{golden("adapters/controlnet").string(), shown("init"), "", 0.5, 0.0, 1.0}};
    const auto together = latents(model, request);
    EXPECT_TRUE(together.isfinite().all().item<bool>());
    request.controls.clear();
    EXPECT_FALSE(latents(model, request).equal(together));
}

TEST_F(ImagePrompts, WhatCannotBeUsedIsSaidInASentence) {
    const auto refusal = [&](const Tensors &tensors) {
        const auto path = folder_.path() / "odd.safetensors";
        EXPECT_TRUE(write_tensors(path, tensors));
        const auto made = pipeline::load_ip_adapter(path, tiny_model("sd1")->unet->config(), at::kFloat, {});
        return made ? Error{} : made.error();
    };
    EXPECT_NE(refusal({{"image_proj.proj.0.weight", at::zeros({8, 8})}, {"image_proj.norm.weight", at::zeros({8})}}).reason.find("FaceID"), std::string::npos);
    EXPECT_EQ(refusal({{"image_proj.perceiver_resampler.proj_in.weight", at::zeros({8, 8})}}).code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refusal({{"emb_params", at::zeros({2, 32})}}).code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refusal(adapter_tensors("base", "sdxl")).code, ErrorCode::ShapeMismatch) << "another width of text";
    auto short_of_one = adapter_tensors("plus", "sd1");
    short_of_one.erase("ip_adapter.1.to_k_ip.weight");
    EXPECT_EQ(refusal(short_of_one).code, ErrorCode::MissingTensor);

    const auto reads = projection("base", 32);
    const auto beside = pipeline::find_image_encoder({}, folder_.path() / "a.safetensors", reads);
    ASSERT_TRUE(beside) << describe(beside.error());
    EXPECT_EQ(*beside, encoder_);
    std::filesystem::create_directories(folder_.path() / "far/away");
    const auto none = pipeline::find_image_encoder({}, folder_.path() / "far/away/a.safetensors", reads);
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().advice.find("--image-encoder"), std::string::npos);
    auto wider = reads;
    wider.seen_width = 1024;
    EXPECT_EQ(pipeline::find_image_encoder(encoder_, "a.safetensors", wider).error().code, ErrorCode::ShapeMismatch);
}

} // namespace
} // namespace sfumato
