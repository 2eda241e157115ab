// SPDX-License-Identifier: GPL-3.0-or-later
// Styles of writing, tags of prompts, and files that are wrong.
#include <ATen/CPUGeneratorImpl.h>

#include "core/adapters/adapter_tags.h"
#include "core/torch/tensor_file.h"
#include "tests/adapters/tiny_model.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato {
namespace {

using testing::networks_of;
using testing::tiny_model;
using Tensors = std::map<std::string, at::Tensor>;

const std::string module = "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_out.0";

at::Tensor random(at::IntArrayRef shape, uint64_t seed) { return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat); }

class AdapterFiles : public ::testing::Test {
protected:
    std::filesystem::path file(const Tensors &tensors, const std::string &name = "a.safetensors", const std::map<std::string, std::string> &metadata = {}) {
        const auto path = folder_.path() / name;
        std::filesystem::create_directories(path.parent_path());
        const auto written = write_tensors(path, tensors, metadata);
        EXPECT_TRUE(written);
        return path;
    }
    Result<adapters::Changes> applied(const Tensors &tensors, double unet = 1.0, double text = 1.0) {
        return adapters::apply(networks_of(*tiny_model("sd1")), {{file(tensors), unet, text}}, {});
    }
    Error refusal(const Tensors &tensors) {
        const auto result = applied(tensors);
        EXPECT_FALSE(result);
        return result ? Error{} : result.error();
    }

    test::TemporaryFolder folder_;
};

TEST_F(AdapterFiles, AreReadInEveryStyleOfWriting) {
    const auto up = random({32, 4}, 1), down = random({4, 32}, 2);
    const auto &weight = tiny_model("sd1")->unet_weights.at(module + ".weight");
    const auto expected = weight + at::mm(up, down);
    const std::string flat = "down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_out_0";
    const std::string processor = "down_blocks.1.attentions.0.transformer_blocks.0.attn1.processor.to_out";
    for (const auto &[up_key, down_key] : std::vector<std::pair<std::string, std::string>>{
             {"lora_unet_" + flat + ".lora_up.weight", "lora_unet_" + flat + ".lora_down.weight"},
             {"lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_out_0.lora_up.weight", "lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_out_0.lora_down.weight"},
             {"lycoris_" + flat + ".lora_up.weight", "lycoris_" + flat + ".lora_down.weight"},
             {"unet." + module + ".lora_B.weight", "unet." + module + ".lora_A.weight"},
             {"base_model.model." + module + ".lora_B.weight", "base_model.model." + module + ".lora_A.weight"},
             {"unet." + module + ".lora_B.default.weight", "unet." + module + ".lora_A.default.weight"},
             {module + ".lora.up.weight", module + ".lora.down.weight"},
             {"unet." + module + ".lora_linear_layer.up.weight", "unet." + module + ".lora_linear_layer.down.weight"},
             {"unet." + processor + "_lora.up.weight", "unet." + processor + "_lora.down.weight"},
             {"diffusion_model.input_blocks.4.1.transformer_blocks.0.attn1.to_out.0.lora_B.weight", "diffusion_model.input_blocks.4.1.transformer_blocks.0.attn1.to_out.0.lora_A.weight"}}) {
        const auto changes = applied({{up_key, up}, {down_key, down}});
        ASSERT_TRUE(changes) << up_key << ": " << describe(changes.error());
        ASSERT_TRUE(changes->unet.contains(module + ".weight")) << up_key;
        EXPECT_TRUE(changes->unet.at(module + ".weight").equal(expected)) << up_key;
    }
}

TEST_F(AdapterFiles, ReachTheTextEncoderByAWeightOfItsOwn) {
    const std::string name = "text_model.encoder.layers.0.self_attn.q_proj";
    const auto up = random({32, 2}, 1), down = random({2, 32}, 2);
    for (const std::string key : {"lora_te_text_model_encoder_layers_0_self_attn_q_proj", "lora_te1_text_model_encoder_layers_0_self_attn_q_proj"}) {
        const auto changes = applied({{key + ".lora_up.weight", up}, {key + ".lora_down.weight", down}}, 1.0, 0.5);
        ASSERT_TRUE(changes) << describe(changes.error());
        EXPECT_TRUE(changes->unet.empty());
        EXPECT_TRUE(changes->text[0].at(name + ".weight").equal(tiny_model("sd1")->text[0].weights.at(name + ".weight") + at::mm(up, down) * 0.5));
    }
    EXPECT_TRUE(applied({{"text_encoder.encoder.layers.0.self_attn.q_proj.lora_B.weight", up}, {"text_encoder.encoder.layers.0.self_attn.q_proj.lora_A.weight", down}}));
}

TEST_F(AdapterFiles, OfLinearShapeFitOneByOneConvolutions) {
    const auto up = random({16, 2}, 1), down = random({2, 16}, 2);
    const auto changes = applied({{"lora_unet_down_blocks_0_attentions_0_proj_in.lora_up.weight", up}, {"lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight", down}});
    ASSERT_TRUE(changes) << describe(changes.error());
    EXPECT_EQ(changes->unet.at("down_blocks.0.attentions.0.proj_in.weight").sizes(), (std::vector<int64_t>{16, 16, 1, 1}));
}

TEST_F(AdapterFiles, ThatAreWrongAreRefusedByName) {
    const std::string key = "unet." + module;
    const auto up = random({32, 4}, 1), down = random({4, 32}, 2);
    EXPECT_EQ(refusal({{key + ".lora_B.weight", at::zeros({32, 0})}, {key + ".lora_A.weight", at::zeros({0, 32})}}).code, ErrorCode::ShapeMismatch);
    EXPECT_EQ(refusal({{key + ".lora_B.weight", up}, {key + ".lora_A.weight", down}, {key + ".alpha", at::tensor(NAN)}}).code, ErrorCode::CorruptFile);
    EXPECT_EQ(refusal({{key + ".lora_B.weight", up}, {key + ".lora_A.weight", down * INFINITY}}).code, ErrorCode::CorruptFile);
    EXPECT_EQ(refusal({{key + ".lora_B.weight", random({64, 4}, 1)}, {key + ".lora_A.weight", down}}).code, ErrorCode::ShapeMismatch);
    const auto half = refusal({{key + ".lora_A.weight", down}});
    EXPECT_EQ(half.code, ErrorCode::MissingTensor);
    EXPECT_NE(half.reason.find("lacks lora_up"), std::string::npos) << half.reason;
    EXPECT_NE(half.subject.find("a.safetensors"), std::string::npos) << half.subject;
    EXPECT_EQ(refusal({{"unet.nothing.lora_B.weight", up}, {"unet.nothing.lora_A.weight", down}}).code, ErrorCode::MissingTensor);
    EXPECT_EQ(refusal({{"emb_params", up}}).code, ErrorCode::UnsupportedFormat);
    EXPECT_EQ(refusal({{key + ".weight", up}}).code, ErrorCode::UnsupportedFormat) << "a model is no adapter";
    EXPECT_EQ(refusal({{key + ".lora_B.weight", up.to(at::kByte)}, {key + ".lora_A.weight", down}}).code, ErrorCode::UnsupportedFormat);
}

TEST_F(AdapterFiles, ForAnotherModelSayWhatTheyWereMadeFor) {
    const auto path = file({{"lora_unet_x.lora_up.weight", random({4, 1}, 1)}, {"lora_unet_x.lora_down.weight", random({1, 4}, 1)}}, "b.safetensors",
                           {{"ss_base_model_version", "sd_v2_v"}});
    const auto result = adapters::apply(networks_of(*tiny_model("sd1")), {{path, 1, 1}}, {});
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().advice.find("sd_v2_v"), std::string::npos) << result.error().advice;
}

TEST_F(AdapterFiles, WithSomeUnknownModulesAreUsedWithAWarning) {
    const std::string key = "unet." + module;
    const auto changes = applied({{key + ".lora_B.weight", random({32, 1}, 1)}, {key + ".lora_A.weight", random({1, 32}, 2)},
                                  {"unet.nothing.lora_B.weight", random({4, 1}, 1)}, {"unet.nothing.lora_A.weight", random({1, 4}, 1)}});
    ASSERT_TRUE(changes);
    ASSERT_EQ(changes->warnings.size(), 1U);
    EXPECT_NE(changes->warnings.front().find("1 of its 2 modules"), std::string::npos) << changes->warnings.front();
}

TEST_F(AdapterFiles, AreFoundByTagsOfThePrompt) {
    const auto fur = file({{"x", at::zeros({1})}}, "fur.safetensors"), deep = file({{"x", at::zeros({1})}}, "style/ink.safetensors");
    GenerationRequest request;
    request.adapter_folder = folder_.path().string();
    request.adapters = {{"given.safetensors", 0.5, 0.25}};
    request.prompt = "a fox <lora:fur:0.8>, <lora:style/ink:0.5:-1> and <lora:ink:unet=2:te=0>";
    std::vector<std::string> warnings;
    const auto uses = adapters::adapters_of(request, true, warnings);
    ASSERT_TRUE(uses) << describe(uses.error());
    ASSERT_EQ(uses->size(), 4U);
    const auto expect = [&](size_t i, const std::filesystem::path &path, double unet, double text) {
        EXPECT_EQ((*uses)[i].file, path);
        EXPECT_EQ((*uses)[i].unet_weight, unet) << i;
        EXPECT_EQ((*uses)[i].text_weight, text) << i;
    };
    expect(0, "given.safetensors", 0.5, 0.25);
    expect(1, fur, 0.8, 0.8);
    expect(2, deep, -1.0, 0.5);
    expect(3, deep, 2.0, 0.0);
    EXPECT_EQ(adapters::adapters_of(request, false, warnings)->size(), 1U) << "where prompts are text alone tags are words";
}

TEST_F(AdapterFiles, NamedByTagsButMissingAreErrorsWithTheNearestName) {
    file({{"x", at::zeros({1})}}, "watercolour.safetensors");
    GenerationRequest request;
    request.adapter_folder = folder_.path().string();
    std::vector<std::string> warnings;
    request.prompt = "<lora:watercolor:1>";
    const auto missing = adapters::adapters_of(request, true, warnings);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_NE(missing.error().advice.find("watercolour"), std::string::npos) << missing.error().advice;
    for (const char *prompt : {"<lora:../../x:1>", "<lora:a:b:c>", "<lora::>", "<lora:watercolour:99>", "<lora:watercolour:dyn=4>"}) {
        request.prompt = prompt;
        EXPECT_FALSE(adapters::adapters_of(request, true, warnings)) << prompt;
    }
    request.prompt.clear();
    for (int i = 0; i < 65; ++i)
        request.prompt += "<lora:watercolour:1>";
    EXPECT_EQ(adapters::adapters_of(request, true, warnings).error().code, ErrorCode::LimitExceeded);
}

} // namespace
} // namespace sfumato
