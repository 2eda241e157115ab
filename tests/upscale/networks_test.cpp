// SPDX-License-Identifier: GPL-3.0-or-later
// Upscaling networks against what spandrel computes: tests/data/upscale/make_upscalers.py.
#include "core/modelio/model_probe.h"
#include "core/torch/tensor_file.h"
#include "tests/support/golden.h"
#include "tests/upscale/upscaler_files.h"

namespace sfumato::upscale {
namespace {

using modelio::UpscalerShape;

struct Case {
    const char *file;
    const char *reference;
    UpscalerShape shape;
};

constexpr auto rrdb = UpscalerShape::Kind::Rrdb;
constexpr auto srvgg = UpscalerShape::Kind::Srvgg;
const Case cases[] = {
    {"numbered_4x.safetensors", "numbered_4x", {rrdb, 4, 2, 8, 4, 2, 1}},
    {"basicsr_4x.safetensors", "numbered_4x", {rrdb, 4, 2, 8, 4, 2, 1}},
    {"basicsr_4x_ema.pth", "numbered_4x", {rrdb, 4, 2, 8, 4, 2, 1}}, // beside averaged weights lie others, all zero
    {"mod_4x.safetensors", "numbered_4x", {rrdb, 4, 2, 8, 4, 2, 1}},
    {"numbered_1x.safetensors", "numbered_1x", {rrdb, 1, 1, 8, 4, 0, 1}},
    {"numbered_2x.safetensors", "numbered_2x", {rrdb, 2, 1, 8, 4, 1, 1}},
    {"numbered_8x.safetensors", "numbered_8x", {rrdb, 8, 1, 8, 4, 3, 1}},
    {"folded_2x.pth", "folded_2x", {rrdb, 2, 1, 8, 4, 2, 2}},
    {"folded_1x.safetensors", "folded_1x", {rrdb, 1, 1, 8, 4, 2, 4}},
    {"compact_4x.pth", "compact_4x", {srvgg, 4, 3, 8, 0, 0, 1}},
    {"compact_1x.pth", "compact_1x", {srvgg, 1, 3, 8, 0, 0, 1}},
};

class Networks : public ::testing::TestWithParam<Case> {};

TEST_P(Networks, AreToldFromTheirTensorsAndComputeWhatTheReferenceDoes) {
    const auto network = testing::network(GetParam().file);
    ASSERT_TRUE(network);
    EXPECT_EQ(network->shape(), GetParam().shape);
    const auto reference = read_tensors(testing::network_file("cases.safetensors"));
    ASSERT_TRUE(reference);
    const auto enlarged = (*network)(reference->at("input"));
    EXPECT_LT(sfumato::testing::relative_error(enlarged, reference->at(GetParam().reference)), 2e-5);
}

TEST_P(Networks, AreRecognisedByInspection) {
    const auto info = modelio::probe_model(testing::network_file(GetParam().file), modelio::Hashing::None, {});
    ASSERT_TRUE(info);
    EXPECT_EQ(info->kind, modelio::ModelKind::Upscaler);
    EXPECT_NE(info->note.find(std::to_string(GetParam().shape.factor) + " times"), std::string::npos) << info->note;
}

INSTANTIATE_TEST_SUITE_P(EveryLayout, Networks, ::testing::ValuesIn(cases), [](const auto &given) {
    std::string name = given.param.file;
    return name.substr(0, name.find('.'));
});

Error error_of(const std::string &name) {
    const auto loaded = load_network(testing::network_file(name));
    EXPECT_FALSE(loaded) << name << " was loaded";
    return loaded ? Error{} : loaded.error();
}

TEST(OtherNetworks, AreRefusedByName) {
    const Error plus = error_of("plus.safetensors");
    EXPECT_EQ(plus.code, ErrorCode::UnsupportedFormat);
    EXPECT_NE(plus.reason.find("ESRGAN+"), std::string::npos) << plus.reason;
    EXPECT_NE(plus.subject.find("plus.safetensors"), std::string::npos);
    const Error none = error_of("cases.safetensors");
    EXPECT_EQ(none.code, ErrorCode::UnsupportedFormat);
    EXPECT_NE(none.reason.find("no upscaling network"), std::string::npos);
}

/// A file that holds `tensors` under `name` in the folder of temporary files.
std::filesystem::path written(const std::string &name, const std::map<std::string, at::Tensor> &tensors) {
    const auto path = std::filesystem::path(::testing::TempDir()) / name;
    EXPECT_TRUE(write_tensors(path, tensors));
    return path;
}

TEST(OtherNetworks, OfKnownKindsAreCalledByTheirNames) {
    for (const auto &[tensor, kind] : {std::pair{"layers.0.residual_group.blocks.0.attn.relative_position_bias_table", "SwinIR"},
                                       {"layers.0.blocks.0.attn.attns.0.rpe_biases", "DAT"}}) {
        const auto path = written("other.safetensors", {{"conv_first.weight", at::zeros({8, 3, 3, 3})}, {tensor, at::zeros({2, 2})}});
        const auto loaded = load_network(path);
        ASSERT_FALSE(loaded);
        EXPECT_NE(loaded.error().reason.find(kind), std::string::npos) << loaded.error().reason;
    }
}

TEST(OtherNetworks, WithShapesThatFitNoneAreRefusedNotRun) {
    auto tensors = read_tensors(testing::network_file("basicsr_4x.safetensors"));
    ASSERT_TRUE(tensors);
    auto grey = *tensors;
    grey["conv_first.weight"] = at::zeros({8, 1, 3, 3});
    const auto of_grey = load_network(written("grey.safetensors", grey));
    ASSERT_FALSE(of_grey);
    EXPECT_EQ(of_grey.error().code, ErrorCode::UnsupportedFormat);
    auto torn = *tensors;
    torn.erase("body.1.rdb2.conv3.weight");
    const auto of_torn = load_network(written("torn.safetensors", torn));
    ASSERT_FALSE(of_torn);
    EXPECT_EQ(of_torn.error().code, ErrorCode::MissingTensor);
    EXPECT_NE(of_torn.error().reason.find("body.1.rdb2.conv3.weight"), std::string::npos);
    auto wide = *tensors;
    wide["conv_hr.weight"] = at::zeros({9, 8, 3, 3});
    const auto of_wide = load_network(written("wide.safetensors", wide));
    ASSERT_FALSE(of_wide);
    EXPECT_EQ(of_wide.error().code, ErrorCode::ShapeMismatch);
}

} // namespace
} // namespace sfumato::upscale
