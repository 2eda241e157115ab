// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/model_probe.h"

#include <gtest/gtest.h>

#include "tests/modelio/tiny_model.h"

namespace sfumato::modelio {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

struct Stored {
    std::string name;
    std::vector<std::int64_t> shape;
};

/// A file of fp16 zeros under these names.
fs::path write_checkpoint(const TemporaryFolder &folder, const std::vector<Stored> &stored,
                          const std::map<std::string, std::string> &metadata = {}) {
    const std::vector<char> zeros(1 << 16);
    std::vector<TensorView> views;
    for (const auto &[name, shape] : stored)
        views.push_back({name, ElementType::F16, shape, zeros.data()});
    const fs::path path = folder.path() / "model.safetensors";
    EXPECT_TRUE(write_safetensors(path, views, metadata));
    return path;
}

/// The names that make a file look like a whole LDM checkpoint, with narrow shapes.
std::vector<Stored> ldm_names(std::int64_t context, std::int64_t channels, bool linear) {
    const std::string unet = "model.diffusion_model.";
    std::vector<Stored> list = {
        {unet + "input_blocks.0.0.weight", {8, channels, 3, 3}},
        {unet + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", {8, context}},
        {unet + "input_blocks.1.1.proj_in.weight",
         linear ? std::vector<std::int64_t>{8, 8} : std::vector<std::int64_t>{8, 8, 1, 1}},
        {"first_stage_model.decoder.conv_in.weight", {8, 4, 3, 3}},
        {"cond_stage_model.transformer.text_model.final_layer_norm.weight", {8}},
    };
    for (const char *name :
         {"time_embed.0.weight", "time_embed.2.weight", "input_blocks.1.0.in_layers.2.weight", "out.0.weight",
          "middle_block.0.in_layers.2.weight", "output_blocks.0.0.in_layers.2.weight", "out.2.weight"})
        list.push_back({unet + name, {2}});
    return list;
}

TEST(ModelProbe, DescribesAFolder) {
    TemporaryFolder folder;
    test::write_tiny_model(folder);
    const auto info = probe_model(folder.path(), Hashing::Whole);
    ASSERT_TRUE(info) << describe(info.error());
    EXPECT_TRUE(info->loadable());
    EXPECT_EQ(info->layout, Layout::DiffusersFolder);
    EXPECT_EQ(info->family, "sd1");
    EXPECT_EQ(info->prediction_type, "epsilon");
    EXPECT_EQ(info->native_size, 64);
    EXPECT_EQ(info->parts.size(), 5u);
    EXPECT_EQ(info->count.tensors, 3u);
    EXPECT_EQ(info->count.parameters_by_type.at("F32"), 3u);
    EXPECT_EQ(info->sha256.size(), 64u);
    EXPECT_TRUE(to_json(*info).at("loadable").get<bool>());
}

TEST(ModelProbe, DescribesAFolderWithMissingAndBrokenParts) {
    TemporaryFolder folder;
    test::write_tiny_model(folder);
    fs::remove_all(folder.path() / "vae");
    folder.write("unet/diffusion_pytorch_model.safetensors", "garbage");
    const auto info = probe_model(folder.path());
    ASSERT_TRUE(info);
    EXPECT_FALSE(info->loadable());
    EXPECT_EQ(info->missing(), (std::vector<std::string>{"vae"}));
    EXPECT_TRUE(info->parts.front().problem);
    EXPECT_EQ(to_json(*info).at("missing"), nlohmann::json::array({"vae"}));
}

TEST(ModelProbe, ABrokenWeightFileMakesAFolderUnloadable) {
    TemporaryFolder folder;
    test::write_tiny_model(folder);
    folder.write("vae/diffusion_pytorch_model.safetensors", "garbage");
    const auto info = probe_model(folder.path());
    ASSERT_TRUE(info);
    ASSERT_FALSE(info->loadable());
    EXPECT_EQ(info->obstacle->code, ErrorCode::CorruptFile);
}

TEST(ModelProbe, FolderFamilyFollowsThePredictionAndTheProjection) {
    TemporaryFolder folder;
    test::write_tiny_model(folder);
    folder.write("scheduler/scheduler_config.json", R"({"prediction_type":"v_prediction"})");
    EXPECT_EQ(probe_model(folder.path())->family, "small");
    auto unet = test::tiny_unet_config();
    unet["use_linear_projection"] = true;
    folder.write("unet/config.json", unet.dump());
    EXPECT_EQ(probe_model(folder.path())->family, "sd2_v");
}

TEST(ModelProbe, TellsCheckpointFamiliesApart) {
    struct Case {
        std::int64_t context, channels;
        bool linear;
        const char *family, *prediction;
    };
    for (const Case &c : {Case{768, 4, false, "sd1", "epsilon"}, Case{768, 9, false, "sd1_inpaint", "epsilon"},
                          Case{1024, 4, true, "sd2", "unknown"}, Case{2048, 4, true, "sdxl", "epsilon"},
                          Case{32, 4, false, "sd1", "epsilon"}}) {
        TemporaryFolder folder;
        const auto info = probe_model(write_checkpoint(folder, ldm_names(c.context, c.channels, c.linear)));
        ASSERT_TRUE(info) << describe(info.error());
        EXPECT_EQ(info->layout, Layout::Ldm);
        EXPECT_EQ(info->family, c.family);
        EXPECT_EQ(info->prediction_type, c.prediction) << c.family;
        EXPECT_EQ(info->in_channels, c.channels);
        EXPECT_EQ(info->missing(), c.context == 2048 ? std::vector<std::string>{"text_encoder_2"} : std::vector<std::string>{});
        EXPECT_EQ(info->kind, ModelKind::Model);
        EXPECT_EQ(info->loadable(), c.context != 2048);
    }
    TemporaryFolder folder;
    const auto info =
        probe_model(write_checkpoint(folder, ldm_names(1024, 4, true), {{"modelspec.prediction_type", "v"}}));
    EXPECT_EQ(info->family, "sd2_v");
    EXPECT_EQ(info->native_size, 768);
}

TEST(ModelProbe, SaysWhyAFileIsNoModel) {
    const std::string unet = "model.diffusion_model.";
    const std::tuple<std::vector<Stored>, ErrorCode, const char *> cases[] = {
        {{}, ErrorCode::MissingTensor, "no tensors"},
        {{{"some.weight", {8, 8}}}, ErrorCode::UnsupportedFormat, "no tensor of a model"},
        {{{"lm_head.weight", {8, 8}}}, ErrorCode::UnsupportedFormat, "language model"},
        {{{"control_model.time_embed.0.weight", {8, 8}}}, ErrorCode::UnsupportedFormat, "ControlNet"},
        {{{"model.diffusion_model.double_blocks.0.img_attn.norm.key_norm.scale", {8}}}, ErrorCode::UnsupportedFormat, "FLUX"},
        {{{unet + "input_blocks.0.0.weight", {8, 4, 3, 3}}}, ErrorCode::MissingTensor, "time_embed.0.weight"},
        {{{unet + "input_blocks.0.0.weight", {8, 4, 3}}}, ErrorCode::ShapeMismatch, "[8, 4, 3]"},
        {{{"decoder.conv_in.weight", {8}}}, ErrorCode::UnsupportedFormat, "VAE"},
        {{{"lora_unet_x.lora_down.weight", {8}}}, ErrorCode::UnsupportedFormat, "LoRA"},
        {{{"unet.down_blocks.0.attn1.to_q.lora_A.weight", {8}}}, ErrorCode::UnsupportedFormat, "LoRA"},
        {{{"emb_params", {2, 768}}}, ErrorCode::UnsupportedFormat, "textual inversion"},
        {{{"model.diffusion_model.joint_blocks.0.context_block.attn.qkv.weight", {8}}},
         ErrorCode::UnsupportedFormat,
         "Stable Diffusion 3"},
    };
    for (const auto &[stored, code, says] : cases) {
        TemporaryFolder folder;
        const auto info = probe_model(write_checkpoint(folder, stored));
        ASSERT_TRUE(info) << describe(info.error());
        ASSERT_FALSE(info->loadable());
        EXPECT_EQ(info->obstacle->code, code) << describe(*info->obstacle);
        EXPECT_NE(info->obstacle->reason.find(says), std::string::npos) << describe(*info->obstacle);
    }
}

TEST(ModelProbe, ACheckpointWithoutAPartNamesIt) {
    TemporaryFolder folder;
    std::vector<Stored> list = ldm_names(768, 4, false);
    std::erase_if(list, [](const Stored &tensor) { return tensor.name.starts_with("first_stage_model."); });
    const auto info = probe_model(write_checkpoint(folder, list));
    ASSERT_TRUE(info);
    EXPECT_EQ(info->missing(), (std::vector<std::string>{"vae"}));
    EXPECT_EQ(info->obstacle->code, ErrorCode::MissingTensor);
}

TEST(ModelProbe, AFolderOfOnePartIsNoModel) {
    TemporaryFolder folder;
    const float value = 0.0f;
    ASSERT_TRUE(write_safetensors(folder.path() / "diffusion_pytorch_model.safetensors",
                                  {{"conv_in.weight", ElementType::F32, {}, &value}}));
    const auto info = probe_model(folder.path());
    ASSERT_TRUE(info);
    EXPECT_EQ(info->layout, Layout::SinglePart);
    EXPECT_FALSE(info->loadable());
    TemporaryFolder nothing;
    EXPECT_EQ(probe_model(nothing.path()).error().code, ErrorCode::NotFound);
    EXPECT_EQ(probe_model(nothing.path() / "absent").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sfumato::modelio
