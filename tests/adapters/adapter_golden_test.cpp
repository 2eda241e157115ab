// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of adapter against the reference's U-Net with the same file merged in.
#include "tests/adapters/tiny_model.h"

namespace sfumato {
namespace {

using testing::golden;
using testing::golden_tensors;
using testing::networks_of;
using testing::relative_error;
using testing::tiny_model;

constexpr double tolerance = 2e-5; // ten times what the reference itself moves by between one thread and two

class AdapterGolden : public ::testing::TestWithParam<std::string> {};

at::Tensor eps_with(const pipeline::Model &model, const adapters::WeightTable &changed, const std::map<std::string, at::Tensor> &given) {
    auto weights = model.unet_weights;
    for (const auto &[name, tensor] : changed)
        weights[name] = tensor;
    nn::WeightMap source(weights);
    return unet::UNet(nn::Scope(source), model.unet->config()).forward(given.at("x"), at::full({1}, 321.0, at::kFloat), given.at("context"));
}

TEST_P(AdapterGolden, ChangesTheUNetAsTheReferenceDoes) {
    const auto model = tiny_model("sd1");
    const auto expected = golden_tensors("adapters/" + GetParam() + ".safetensors");
    const auto changes = adapters::apply(networks_of(*model), {{golden("adapters/" + GetParam() + ".adapter.safetensors"), 0.7, 0.7}}, {});
    ASSERT_TRUE(changes) << describe(changes.error());
    EXPECT_TRUE(changes->warnings.empty()) << changes->warnings.front();
    EXPECT_LT(relative_error(eps_with(*model, changes->unet, expected), expected.at("eps")), tolerance);
    EXPECT_LT(relative_error(eps_with(*model, {}, expected), expected.at("base")), tolerance);
}

TEST_P(AdapterGolden, LeavesTheModelsOwnWeightsAsTheyAre) {
    const auto model = tiny_model("sd1");
    std::map<std::string, at::Tensor> before;
    for (const auto &[name, tensor] : model->unet_weights)
        before[name] = tensor.clone();
    const auto changes = adapters::apply(networks_of(*model), {{golden("adapters/" + GetParam() + ".adapter.safetensors"), 0.7, 0.7}}, {});
    ASSERT_TRUE(changes);
    ASSERT_FALSE(changes->unet.empty());
    for (const auto &[name, tensor] : changes->unet) {
        EXPECT_FALSE(tensor.equal(before.at(name))) << name << " was not changed";
        EXPECT_FALSE(tensor.is_alias_of(model->unet_weights.at(name))) << name;
    }
    for (const auto &[name, tensor] : model->unet_weights)
        EXPECT_TRUE(tensor.equal(before.at(name))) << name;
}

INSTANTIATE_TEST_SUITE_P(Golden, AdapterGolden, ::testing::Values("lora_kohya", "lora_peft", "locon", "loha", "lokr", "dora"));

TEST(Adapters, OfSeveralAddUpInAnyOrder) {
    const auto model = tiny_model("sd1");
    const auto file = [](const char *name) { return golden(std::string("adapters/") + name + ".adapter.safetensors"); };
    const auto one = adapters::apply(networks_of(*model), {{file("lora_kohya"), 0.5, 0}, {file("loha"), -0.25, 0}, {file("lora_kohya"), 0.25, 0}}, {});
    const auto other = adapters::apply(networks_of(*model), {{file("loha"), -0.25, 0}, {file("lora_kohya"), 0.75, 0}}, {});
    ASSERT_TRUE(one && other);
    ASSERT_EQ(one->unet.size(), other->unet.size());
    for (const auto &[name, tensor] : one->unet)
        EXPECT_LT(relative_error(tensor, other->unet.at(name)), 1e-6) << name;
}

TEST(Adapters, OfWeightZeroChangeNothing) {
    const auto model = tiny_model("sd1");
    const auto changes = adapters::apply(networks_of(*model), {{golden("adapters/lora_kohya.adapter.safetensors"), 0.0, 0.0}}, {});
    ASSERT_TRUE(changes);
    EXPECT_TRUE(changes->unet.empty());
}

TEST(Adapters, ReportTheirModulesAndMemory) {
    const auto model = tiny_model("sd1");
    const auto changes = adapters::apply(networks_of(*model), {{golden("adapters/dora.adapter.safetensors"), 1.0, 1.0}}, {});
    ASSERT_TRUE(changes);
    std::int64_t bytes = 0;
    for (const auto &[name, tensor] : changes->unet)
        bytes += static_cast<std::int64_t>(tensor.nbytes());
    ASSERT_EQ(changes->reports.size(), 1U);
    EXPECT_EQ(changes->reports.front().kinds, "DoRA, LoRA");
    EXPECT_EQ(changes->reports.front().modules, static_cast<int>(changes->unet.size()));
    EXPECT_EQ(changes->reports.front().bytes, bytes);
}

} // namespace
} // namespace sfumato
