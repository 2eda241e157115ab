// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/model_folder.h"

#include <gtest/gtest.h>

#include "tests/modelio/tiny_model.h"

namespace sfumato::modelio {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

TEST(ModelFolder, FindsEveryPart) {
    TemporaryFolder folder;
    test::write_tiny_model(folder);
    const auto model = open_model_folder(folder.path());
    ASSERT_TRUE(model) << describe(model.error());
    EXPECT_EQ(model->unet.in_channels, 4);
    EXPECT_EQ(model->vae.sample_size, 64);
    EXPECT_EQ(model->text.eos_token_id, 827);
    EXPECT_EQ(model->scheduler.at("_class_name"), "DDIMScheduler");
    EXPECT_EQ(model->unet_weights, folder.path() / "unet" / "diffusion_pytorch_model.safetensors");
    EXPECT_EQ(model->merges, folder.path() / "tokenizer" / "merges.txt");
}

TEST(ModelFolder, TakesWhatTransformers5Saves) {
    TemporaryFolder folder;
    test::write_tiny_model(folder);
    fs::remove(folder.path() / "tokenizer" / "vocab.json");
    fs::remove(folder.path() / "tokenizer" / "merges.txt");
    folder.write("tokenizer/tokenizer.json", "{}");
    const auto file = folder.path() / "text_encoder" / "model.safetensors";
    const float number = 0.5f;
    ASSERT_TRUE(write_safetensors(file, {{"embeddings.token_embedding.weight", ElementType::F32, {1}, &number}}, {}));
    const auto model = open_model_folder(folder.path());
    ASSERT_TRUE(model) << describe(model.error());
    EXPECT_EQ(model->vocabulary.filename(), "tokenizer.json");
    const auto text = open_weights(*model, Part::TextEncoder);
    ASSERT_TRUE(text) << describe(text.error());
    EXPECT_NE(text->find("text_model.embeddings.token_embedding.weight"), nullptr);
}

TEST(ModelFolder, NamesTheMissingPartAndItsFiles) {
    for (const char *part : {"unet", "vae", "text_encoder", "tokenizer", "scheduler"}) {
        TemporaryFolder folder;
        test::write_tiny_model(folder);
        fs::remove_all(folder.path() / part);
        const auto model = open_model_folder(folder.path());
        ASSERT_FALSE(model) << part;
        EXPECT_EQ(model.error().code, ErrorCode::NotFound);
        EXPECT_NE(model.error().reason.find(part), std::string::npos) << describe(model.error());
    }
    for (const char *file : {"unet/config.json", "tokenizer/merges.txt", "scheduler/scheduler_config.json",
                             "text_encoder/model.safetensors"}) {
        TemporaryFolder folder;
        test::write_tiny_model(folder);
        fs::remove(folder.path() / file);
        const auto model = open_model_folder(folder.path());
        ASSERT_FALSE(model) << file;
        EXPECT_EQ(model.error().code, ErrorCode::NotFound);
        EXPECT_NE(describe(model.error()).find(fs::path(file).filename().string()), std::string::npos)
            << describe(model.error());
    }
    EXPECT_EQ(open_model_folder("/nowhere/at/all").error().code, ErrorCode::NotFound);
}

TEST(ModelFolder, PrefersTheFullFileThenShardsThenHalfPrecision) {
    TemporaryFolder folder;
    const fs::path unet = folder.path() / "unet";
    const auto found = [&] { return find_weights(unet, Part::UNet)->filename().string(); };
    folder.write("unet/diffusion_pytorch_model.safetensors.index.fp16.json", "");
    EXPECT_EQ(found(), "diffusion_pytorch_model.safetensors.index.fp16.json");
    folder.write("unet/diffusion_pytorch_model.fp16.safetensors", "");
    EXPECT_EQ(found(), "diffusion_pytorch_model.fp16.safetensors");
    folder.write("unet/diffusion_pytorch_model.safetensors.index.json", "");
    EXPECT_EQ(found(), "diffusion_pytorch_model.safetensors.index.json");
    folder.write("unet/diffusion_pytorch_model.safetensors", "");
    EXPECT_EQ(found(), "diffusion_pytorch_model.safetensors");
}

TEST(ModelFolder, TorchFilesServeWhereNoSafetensorsLie) {
    TemporaryFolder folder;
    test::write_tiny_model(folder);
    fs::rename(folder.path() / "text_encoder" / "model.safetensors",
               folder.path() / "text_encoder" / "pytorch_model.bin");
    const auto model = open_model_folder(folder.path());
    ASSERT_TRUE(model) << describe(model.error());
    EXPECT_EQ(model->text_weights.filename(), "pytorch_model.bin");
}

TEST(ModelFolder, OtherPipelinesAreRefused) {
    TemporaryFolder folder;
    test::write_tiny_model(folder);
    folder.write("model_index.json", R"({"_class_name":"StableDiffusion3Pipeline"})");
    EXPECT_EQ(open_model_folder(folder.path()).error().code, ErrorCode::UnsupportedFormat);
    folder.write("model_index.json", "[]");
    EXPECT_EQ(open_model_folder(folder.path()).error().code, ErrorCode::CorruptFile);
    fs::remove(folder.path() / "model_index.json");
    EXPECT_TRUE(open_model_folder(folder.path()));
}

TEST(ModelFolder, PartsThatDoNotFitEachOtherAreRefused) {
    const auto error_with = [](const char *file, nlohmann::json config, const char *key, int value) {
        TemporaryFolder folder;
        test::write_tiny_model(folder);
        config[key] = value;
        folder.write(file, config.dump());
        const auto model = open_model_folder(folder.path());
        return model ? std::string() : std::string(to_string(model.error().code));
    };
    EXPECT_EQ(error_with("text_encoder/config.json", test::tiny_text_config(), "hidden_size", 64), "ShapeMismatch");
    EXPECT_EQ(error_with("vae/config.json", test::tiny_vae_config(), "latent_channels", 8), "ShapeMismatch");
    EXPECT_EQ(error_with("unet/config.json", test::tiny_unet_config(), "in_channels", 5), "UnsupportedFormat");
    EXPECT_EQ(error_with("unet/config.json", test::tiny_unet_config(), "in_channels", 9), "");
}

TEST(ModelFolder, AConfigFolderNeedsNoWeights) {
    TemporaryFolder folder;
    test::write_tiny_model(folder);
    fs::remove(folder.path() / "unet" / "diffusion_pytorch_model.safetensors");
    const auto model = open_config_folder(folder.path());
    ASSERT_TRUE(model) << describe(model.error());
    EXPECT_TRUE(model->unet_weights.empty());
}

} // namespace
} // namespace sfumato::modelio
