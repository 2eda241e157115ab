// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/single_file.h"

#include <gtest/gtest.h>

#include "core/modelio/checkpoint_config.h"
#include "core/modelio/convert.h"
#include "core/modelio/model_probe.h"
#include "tests/modelio/temporary_folder.h"

namespace sfumato::modelio {
namespace {

namespace fs = std::filesystem;

fs::path golden(const char *name) {
    return fs::path(SFUMATO_TEST_DATA "/golden") / name / "model";
}

void convert(const fs::path &in, const fs::path &out, ConvertOptions options) {
    const auto done = convert_model(in, out, options, {}, {});
    ASSERT_TRUE(done) << describe(done.error());
}

/// Every tensor that `wanted` has is there, with the same numbers.
void expect_same(const ModelFolder &wanted, const ModelFolder &got, Part part) {
    const auto ours = open_weights(got, part), theirs = open_weights(wanted, part);
    ASSERT_TRUE(ours && theirs);
    for (const std::string &name : theirs->names()) {
        if (is_leftover(name))
            continue;
        const TensorEntry *a = ours->find(name), *b = theirs->find(name);
        ASSERT_TRUE(a) << name;
        ASSERT_EQ(a->bytes, b->bytes) << name;
        std::vector<char> left(a->bytes), right(b->bytes);
        ASSERT_TRUE(ours->read(name, left.data()));
        ASSERT_TRUE(theirs->read(name, right.data()));
        EXPECT_EQ(left, right) << name;
    }
}

TEST(SingleFile, HoldsTheSameTensorsAsTheFolderItWasMadeFrom) {
    for (const char *name : {"sd1", "sd1_inpaint", "sd2v", "sdxl"}) { // sd2v, sdxl: OpenCLIP's names and fused projections
        test::TemporaryFolder folder;
        convert(golden(name), folder.path() / "m.safetensors", {{}, Layout::Ldm, {}});
        const auto whole = open_model_folder(golden(name));
        const auto single = open_single_file(folder.path() / "m.safetensors", {golden(name), {}});
        ASSERT_TRUE(whole && single) << describe(single.error());
        std::vector<Part> networks = {Part::UNet, Part::Vae, Part::TextEncoder};
        if (whole->text2)
            networks.push_back(Part::TextEncoder2);
        for (const Part part : networks)
            expect_same(*whole, *single, part);
        EXPECT_TRUE(single->checkpoint->report.unknown.empty()) << single->checkpoint->report.unknown.front();
        convert(folder.path() / "m.safetensors", folder.path() / "back", {{}, Layout::DiffusersFolder, {golden(name), {}}});
        const auto back = open_model_folder(folder.path() / "back");
        ASSERT_TRUE(back) << describe(back.error());
        EXPECT_EQ(back->unet, whole->unet);
        EXPECT_EQ(back->zeros_for_empty_prompt, whole->zeros_for_empty_prompt);
        for (const Part part : networks)
            expect_same(*whole, *back, part);
    }
}

TEST(SingleFile, WidthsOfNoPublishedModelNeedAConfig) {
    test::TemporaryFolder folder;
    convert(golden("sd1"), folder.path() / "m.safetensors", {{}, Layout::Ldm, {}});
    const auto model = open_single_file(folder.path() / "m.safetensors");
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::UnsupportedFormat);
    EXPECT_NE(model.error().advice.find("--config"), std::string::npos);
    const auto info = probe_model(folder.path() / "m.safetensors");
    ASSERT_TRUE(info);
    EXPECT_TRUE(info->loadable());
    EXPECT_NE(info->note.find("--config"), std::string::npos);
}

TEST(Convert, ChangesTheTypeOfWeightsOnly) {
    test::TemporaryFolder folder;
    convert(golden("sd1"), folder.path() / "m.safetensors", {ElementType::F16, Layout::Ldm, {}});
    convert(folder.path() / "m.safetensors", folder.path() / "wide.safetensors", {ElementType::F32, {}, {}});
    const auto narrow = TensorSource::open(folder.path() / "m.safetensors"), wide = TensorSource::open(folder.path() / "wide.safetensors");
    ASSERT_TRUE(narrow && wide);
    const std::string name = "model.diffusion_model.input_blocks.0.0.weight";
    EXPECT_EQ(narrow->find(name)->type, ElementType::F16);
    EXPECT_EQ(wide->find(name)->type, ElementType::F32);
    EXPECT_EQ(wide->names(), narrow->names());
}

TEST(Convert, LeavesNothingBehindWhenCancelledAndOverwritesNothing) {
    test::TemporaryFolder folder;
    const CancelToken cancel;
    const auto stop_at_once = [&](std::uint64_t, std::uint64_t) { cancel.cancel(); };
    for (const char *out : {"m.safetensors", "folder"}) {
        const Layout layout = std::string_view(out) == "folder" ? Layout::DiffusersFolder : Layout::Ldm;
        const auto done = convert_model(golden("sd1"), folder.path() / out, {{}, layout, {}}, stop_at_once, cancel);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
        EXPECT_EQ(folder.entries(), 0u);
    }
    folder.write("taken.safetensors", "x");
    EXPECT_EQ(convert_model(golden("sd1"), folder.path() / "taken.safetensors", {{}, Layout::Ldm, {}}, {}, {}).error().code,
              ErrorCode::Conflict);
    EXPECT_EQ(folder.read("taken.safetensors"), "x");
    EXPECT_EQ(convert_model(golden("sd1"), folder.path() / "name", {{}, Layout::Ldm, {}}, {}, {}).error().code, ErrorCode::InvalidArgument);
}

/// A file whose names and shapes are those of Stable Diffusion 2, as far as the prediction type needs them.
TrainingFacts facts_of(float deviation, const std::map<std::string, std::string> &metadata = {}, bool marker = false) {
    test::TemporaryFolder folder;
    std::vector<float> bias(320), zeros(320 * 1024);
    for (std::size_t i = 0; i < bias.size(); ++i)
        bias[i] = i % 2 ? deviation : -deviation;
    const std::string unet = "model.diffusion_model.";
    std::vector<TensorView> tensors = {
        {unet + "input_blocks.0.0.weight", ElementType::F32, {8, 4, 3, 3}, zeros.data()},
        {unet + "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight", ElementType::F32, {320, 1024}, zeros.data()},
        {unet + "output_blocks.11.1.transformer_blocks.0.norm1.bias", ElementType::F32, {320}, bias.data()}};
    if (marker)
        tensors.push_back({"v_pred", ElementType::F32, {0}, zeros.data()});
    EXPECT_TRUE(write_safetensors(folder.path() / "m.safetensors", tensors, metadata));
    const auto file = open_tensor_file(folder.path() / "m.safetensors");
    const auto facts = training_facts(**file, TensorIndex(**file), {unet, Naming::Ldm});
    EXPECT_TRUE(facts);
    return *facts;
}

TEST(TrainingFacts, TellsVelocityByMetadataMarkerAndStatistics) {
    EXPECT_FALSE(facts_of(0.05f).v_prediction);
    EXPECT_TRUE(facts_of(0.2f).v_prediction);
    EXPECT_FALSE(facts_of(0.2f, {{"modelspec.prediction_type", "epsilon"}}).v_prediction);
    EXPECT_TRUE(facts_of(0.05f, {{"modelspec.prediction_type", "v"}}).v_prediction);
    EXPECT_TRUE(facts_of(0.05f, {}, true).v_prediction);
}

} // namespace
} // namespace sfumato::modelio
