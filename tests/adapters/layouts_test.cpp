// SPDX-License-Identifier: GPL-3.0-or-later
// The same weights in a diffusers folder and in one file in the original layout: the same picture, bit for bit.
#include <c10/core/InferenceMode.h>

#include "core/modelio/convert.h"
#include "core/modelio/key_map.h"
#include "core/pipeline/pipeline.h"
#include "tests/adapters/tiny_model.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::golden_tensors;
using Tensors = std::map<std::string, at::Tensor>;

/// OpenCLIP's names, query, key and value in one and the projection from the other side.
void add_open_clip(const std::string &prefix, const Tensors &tensors, const modelio::TextConfig &config, Tensors &out) {
    const auto map = modelio::KeyMap::open_clip(config);
    for (const auto &[name, tensor] : tensors) {
        if (name == "text_projection.weight")
            out[prefix + "text_projection"] = tensor.t().contiguous();
        else if (name == "text_model.embeddings.position_embedding.weight")
            out[prefix + "positional_embedding"] = tensor;
        else if (name.find(".self_attn.q_proj.") == std::string::npos && name.find(".self_attn.k_proj.") == std::string::npos &&
                 name.find(".self_attn.v_proj.") == std::string::npos)
            out[prefix + map.to_original(name).value()] = tensor;
    }
    for (int i = 0; i < config.num_hidden_layers; ++i)
        for (const std::string leaf : {"weight", "bias"}) {
            const auto part = [&](const char *which) {
                return tensors.at("text_model.encoder.layers." + std::to_string(i) + ".self_attn." + which + "_proj." + leaf);
            };
            out[prefix + "transformer.resblocks." + std::to_string(i) + ".attn.in_proj_" + leaf] = at::cat({part("q"), part("k"), part("v")});
        }
}

/// Stable Diffusion XL as Stability AI published it.
std::filesystem::path write_xl(const modelio::ModelFolder &model, const std::filesystem::path &out) {
    const auto stored = [&](const std::filesystem::path &file) { return read_tensors(file).value(); };
    Tensors tensors;
    const auto unet = modelio::KeyMap::unet(model.unet);
    for (const auto &[name, tensor] : stored(model.unet_weights))
        tensors["model.diffusion_model." + unet.to_original(name).value()] = tensor;
    const auto vae = modelio::KeyMap::vae(model.vae);
    for (const auto &[name, tensor] : stored(model.vae_weights))
        tensors["first_stage_model." + vae.to_original(name).value()] = tensor;
    for (const auto &[name, tensor] : stored(model.text_weights))
        tensors["conditioner.embedders.0.transformer." + name] = tensor;
    add_open_clip("conditioner.embedders.1.model.", stored(model.text2->weights), model.text2->config, tensors);
    EXPECT_TRUE(write_tensors(out, tensors));
    return out;
}

class Layouts : public ::testing::TestWithParam<const char *> {};

TEST_P(Layouts, OfTheSameWeightsGiveTheSamePicture) {
    const c10::InferenceMode inference;
    const auto root = golden(std::string(GetParam()) + "/model");
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "model.safetensors";
    const auto own = testing::tiny_model(GetParam());
    if (own->text.size() == 2)
        write_xl(own->description.folder, file);
    else
        ASSERT_TRUE(modelio::convert_model(root, file, {{}, modelio::Layout::Ldm, {}}, {}, {}));
    const auto description = pipeline::describe_model(file, {root, {}});
    ASSERT_TRUE(description) << describe(description.error());
    EXPECT_TRUE(description->folder.checkpoint->report.unknown.empty());
    const auto other = pipeline::load_model(*description, testing::test_policy(), {});
    ASSERT_TRUE(other) << describe(other.error());

    GenerationRequest request;
    request.prompt = "a red (house:1.3) in the fog";
    request.width = request.height = 64;
    request.steps = 3;
    request.guidance = 5.0;
    request.clip_skip = 1;
    request.seed = 7;
    request.sampler = "euler";
    std::vector<Image> pictures;
    for (const auto &model : {own, *other}) {
        pipeline::PartsLoader loader;
        const auto parts = loader.load(model, request, {});
        ASSERT_TRUE(parts) << describe(parts.error());
        const auto made = pipeline::generate(*parts, request, {}, [&](GeneratedImage image) -> Result<void> {
            pictures.push_back(std::move(image.picture));
            return {};
        }, {});
        ASSERT_TRUE(made) << describe(made.error());
    }
    EXPECT_EQ(pictures.at(0).pixels, pictures.at(1).pixels);
}

INSTANTIATE_TEST_SUITE_P(Families, Layouts, ::testing::Values("sd1", "sd2v", "sdxl"));

} // namespace
} // namespace sfumato
