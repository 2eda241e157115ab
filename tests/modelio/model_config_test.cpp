// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/model_config.h"

#include <gtest/gtest.h>

#include "core/modelio/json_file.h"
#include "tests/modelio/tiny_model.h"

namespace sfumato::modelio {
namespace {

using nlohmann::json;

/// What reading says about a config after one key of it has been changed.
template <typename Config>
Error error_after(Result<Config> (*read)(const json &, const std::filesystem::path &), json config, const char *key,
                  const json &value) {
    config[key] = value;
    const auto got = read(config, "folder/config.json");
    return got ? Error{} : got.error();
}

TEST(ModelConfig, ReadsAUNetAsWrittenByDiffusers) {
    const auto config = read_unet_config(test::tiny_unet_config(), "config.json");
    ASSERT_TRUE(config) << describe(config.error());
    EXPECT_EQ(config->block_out_channels, (std::vector{16, 32}));
    EXPECT_EQ(config->down_blocks, (std::vector{UNetBlock::CrossAttention, UNetBlock::Plain}));
    EXPECT_EQ(config->up_blocks, (std::vector{UNetBlock::Plain, UNetBlock::CrossAttention}));
    EXPECT_EQ(config->heads, (std::vector{4, 4}));
    EXPECT_EQ(config->layers_per_block, (std::vector{2, 2}));
    EXPECT_EQ(config->cross_attention_dim, 32);
    EXPECT_EQ(config->norm_num_groups, 8);
    EXPECT_EQ(config->middle, UNetMiddle::CrossAttention);
    EXPECT_FALSE(config->use_linear_projection);
}

TEST(ModelConfig, ReadsListsPerLevelAndOtherMiddles) {
    json text = test::tiny_unet_config();
    text["attention_head_dim"] = {2, 4};
    text["transformer_layers_per_block"] = {1, 3};
    text["layers_per_block"] = {1, 2};
    text["use_linear_projection"] = true;
    text["mid_block_type"] = nullptr;
    text["sample_size"] = {8, 8};
    text["only_cross_attention"] = {false, false};
    auto config = read_unet_config(text, "config.json");
    ASSERT_TRUE(config) << describe(config.error());
    EXPECT_EQ(config->heads, (std::vector{2, 4}));
    EXPECT_EQ(config->transformer_layers, (std::vector{1, 3}));
    EXPECT_EQ(config->layers_per_block, (std::vector{1, 2}));
    EXPECT_EQ(config->middle, UNetMiddle::None);
    EXPECT_EQ(config->sample_size, 8);
    EXPECT_TRUE(config->use_linear_projection);
    text["mid_block_type"] = "UNetMidBlock2D";
    EXPECT_EQ(read_unet_config(text, "config.json")->middle, UNetMiddle::OneResNet);
}

TEST(ModelConfig, AbsentKeysTakeTheClassDefaults) {
    const auto unet = read_unet_config(json::object(), "config.json");
    ASSERT_TRUE(unet) << describe(unet.error());
    EXPECT_EQ(unet->block_out_channels, (std::vector{320, 640, 1280, 1280}));
    EXPECT_EQ(unet->cross_attention_dim, 1280);
    json vae = test::tiny_vae_config();
    EXPECT_EQ(read_vae_config(vae, "config.json")->scaling_factor, 0.18215);
    EXPECT_TRUE(read_vae_config(vae, "config.json")->use_quant_conv);
    EXPECT_EQ(read_vae_config(vae, "config.json")->factor(), 8);
    const auto text = read_text_config(json::object(), "config.json");
    ASSERT_TRUE(text);
    EXPECT_EQ(text->hidden_size, 512);
    EXPECT_EQ(text->eos_token_id, 49407);
}

TEST(ModelConfig, WhatIsWrittenIsReadBack) {
    UNetConfig unet;
    unet.block_out_channels = {64, 128, 192};
    unet.down_blocks = {UNetBlock::Plain, UNetBlock::CrossAttention, UNetBlock::CrossAttention};
    unet.up_blocks = {UNetBlock::CrossAttention, UNetBlock::CrossAttention, UNetBlock::Plain};
    unet.layers_per_block = {1, 2, 2};
    unet.heads = {4, 4, 6};
    unet.transformer_layers = {1, 1, 2};
    unet.norm_num_groups = 16;
    unet.cross_attention_dim = 128;
    unet.use_linear_projection = true;
    unet.sample_size = 32;
    const auto unet_again = read_unet_config(to_json(unet), "config.json");
    ASSERT_TRUE(unet_again) << describe(unet_again.error());
    EXPECT_EQ(*unet_again, unet);

    VaeConfig vae;
    vae.latent_channels = 8;
    vae.block_out_channels = {16, 32, 64, 128};
    vae.layers_per_block = 1;
    vae.norm_num_groups = 8;
    vae.scaling_factor = 0.7312345678901234;
    vae.shift_factor = -0.25;
    vae.mid_block_add_attention = false;
    EXPECT_EQ(*read_vae_config(to_json(vae), "config.json"), vae);

    UNetConfig xl;
    xl.addition_width = 2816;
    xl.addition_time_width = 256;
    EXPECT_EQ(*read_unet_config(to_json(xl), "config.json"), xl);

    TextConfig text;
    text.projects = true;
    text.vocab_size = 1500;
    text.hidden_size = 128;
    text.num_attention_heads = 4;
    text.activation = TextActivation::Gelu;
    EXPECT_EQ(*read_text_config(to_json(text), "config.json"), text);
}

TEST(ModelConfig, ArithmeticWeDoNotHaveIsRefusedByName) {
    const std::pair<const char *, json> cases[] = {
        {"_class_name", "UNet2DModel"},
        {"class_embed_type", "timestep"},
        {"addition_embed_type", "text_image"},
        {"num_attention_heads", 8},
        {"dual_cross_attention", true},
        {"act_fn", "gelu"},
        {"resnet_time_scale_shift", "scale_shift"},
        {"conv_in_kernel", 1},
        {"time_embedding_type", "fourier"},
        {"center_input_sample", true},
        {"encoder_hid_dim", 1024},
        {"mid_block_type", "UNetMidBlock2DSimpleCrossAttn"},
        {"only_cross_attention", {true, false}},
        {"attention_type", "gated"},
        {"down_block_types", {"AttnDownBlock2D", "DownBlock2D"}},
        {"cross_attention_norm", "layer_norm"},
        {"downsample_padding", 0},
    };
    for (const auto &[key, value] : cases) {
        const Error error = error_after(read_unet_config, test::tiny_unet_config(), key, value);
        EXPECT_EQ(to_string(error.code), "UnsupportedFormat") << key << ": " << describe(error);
        EXPECT_EQ(error.subject, "folder/config.json");
        EXPECT_EQ(error.reason.find(key), 0u) << error.reason;
    }
    EXPECT_EQ(error_after(read_vae_config, test::tiny_vae_config(), "latents_mean", {1, 2}).code,
              ErrorCode::UnsupportedFormat);
    EXPECT_EQ(error_after(read_vae_config, test::tiny_vae_config(), "_class_name", "AutoencoderTiny").code,
              ErrorCode::UnsupportedFormat);
    EXPECT_EQ(error_after(read_text_config, test::tiny_text_config(), "hidden_act", "relu").code,
              ErrorCode::UnsupportedFormat);
    EXPECT_EQ(error_after(read_text_config, test::tiny_text_config(), "architectures", {"T5EncoderModel"}).code,
              ErrorCode::UnsupportedFormat);
}

TEST(ModelConfig, ImpossibleValuesAreRefusedByName) {
    const std::pair<const char *, json> cases[] = {
        {"block_out_channels", {16, 33}},
        {"block_out_channels", json::array()},
        {"block_out_channels", "16"},
        {"block_out_channels", {16, 0}},
        {"block_out_channels", {16, 1e9}},
        {"block_out_channels", {16, 32, 32}},
        {"in_channels", 0},
        {"in_channels", -4},
        {"in_channels", 4.0},
        {"in_channels", 18446744073709551615u},
        {"norm_eps", 0},
        {"norm_eps", "1e-5"},
        {"attention_head_dim", 3},
        {"attention_head_dim", {4}},
        {"attention_head_dim", {4, 4, 4}},
        {"flip_sin_to_cos", 1},
        {"freq_shift", 2},
        {"layers_per_block", 0},
        {"down_block_types", {"DownBlock2D"}},
        {"up_block_types", "UpBlock2D"},
        {"norm_num_groups", 7},
    };
    for (const auto &[key, value] : cases) {
        const Error error = error_after(read_unet_config, test::tiny_unet_config(), key, value);
        EXPECT_EQ(to_string(error.code), "CorruptFile") << key << " = " << value.dump() << ": " << describe(error);
        EXPECT_FALSE(error.reason.empty());
    }
    EXPECT_EQ(error_after(read_vae_config, test::tiny_vae_config(), "scaling_factor", 0).code, ErrorCode::CorruptFile);
    EXPECT_EQ(error_after(read_text_config, test::tiny_text_config(), "num_attention_heads", 5).code,
              ErrorCode::CorruptFile);
    for (const json &other : {json(), json(3), json::array(), json("x")})
        EXPECT_EQ(read_unet_config(other, "f").error().code, ErrorCode::CorruptFile) << other.dump();
}

TEST(JsonFile, RefusesWhatIsNotStrictJson) {
    const auto code = [](const std::string &text) {
        const auto got = parse_json(text, "f.json");
        return std::string(got ? "" : to_string(got.error().code));
    };
    EXPECT_EQ(code(R"({"a":{"b":[1,2]},"b":1})"), "");
    EXPECT_EQ(code(R"({"a":1,"a":2})"), "CorruptFile");
    EXPECT_EQ(code(R"({"x":{"a":1,"a":2}})"), "CorruptFile");
    EXPECT_EQ(code("{} {}"), "CorruptFile");
    EXPECT_EQ(code(std::string("{}\0{}", 5)), "CorruptFile");
    EXPECT_EQ(code("{\"a\":1e999}"), "CorruptFile");
    EXPECT_EQ(code("{\"a\":NaN}"), "CorruptFile");
    EXPECT_EQ(code("{\"\xff\":1}"), "CorruptFile");
    EXPECT_EQ(code(""), "CorruptFile");
    EXPECT_EQ(code(std::string(1'000'000, '[')), "LimitExceeded");
}

} // namespace
} // namespace sfumato::modelio
