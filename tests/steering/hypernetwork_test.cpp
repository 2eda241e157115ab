// SPDX-License-Identifier: GPL-3.0-or-later
// Hypernetworks as A1111 stores them against PyTorch, in the network and in a run.
#include "tests/steering/steered_run.h"

#include "core/adapters/hypernetwork.h"
#include "core/modelio/model_probe.h"

namespace sfumato {
namespace {

using testing::relative_error;
using testing::steering_data;
using testing::steering_tensors;
using testing::tiny_model;

using Hypernetworks = testing::SteeredRun;

at::Tensor eps_with(const nn::AttentionAdditions &additions) {
    const auto given = steering_tensors("hypernetworks");
    return tiny_model("sd1")->unet->forward(given.at("x"), at::full({1}, 321.0, at::kFloat), {given.at("context"), additions});
}

TEST_F(Hypernetworks, ChangeEveryAttentionAsInPyTorch) {
    const auto expected = steering_tensors("hypernetworks");
    const auto plain = eps_with({});
    for (const auto &[file, name] : {std::pair{"hyper_plain.pt", "hyper_plain"}, {"hyper_norm.pt", "hyper_norm"}, {"hyper_old.pt", "hyper_plain"}}) {
        const auto opened = adapters::Hypernetwork::open({steering_data(file), 0.6}, at::kFloat, {});
        ASSERT_TRUE(opened) << describe(opened.error());
        EXPECT_EQ(opened->widths(), (std::vector<int64_t>{16, 32}));
        const auto info = modelio::probe_model(steering_data(file));
        ASSERT_TRUE(info) << describe(info.error());
        EXPECT_EQ(info->kind, modelio::ModelKind::Hypernetwork) << file;
        EXPECT_LT(relative_error(eps_with({&*opened}), expected.at(name)), 2e-5) << file;
    }
    EXPECT_TRUE(eps_with({}).equal(plain));
}

TEST_F(Hypernetworks, AreNamedByOptionOrTagAndGoneInTheNextRun) {
    const auto model = tiny_model("sd1");
    auto request = request_for("ip_adapter_sd1_base");
    request.habits.conventions = Conventions::Native; // whose prompts have tags
    const auto plain = latents(model, request);
    request.hypernetworks = {{steering_data("hyper_norm.pt").string(), 0.5}};
    const auto changed = latents(model, request);
    EXPECT_FALSE(changed.equal(plain));
    request.hypernetworks.clear();
    const auto prompt = request.prompt;
    request.prompt += " <hypernet:hyper_norm:0.5>";
    request.hypernetwork_folder = steering_data("").string();
    EXPECT_TRUE(latents(model, request).equal(changed));
    request.prompt = prompt + " <hypernet:hyper_nrm:0.5>";
    const auto misspelt = loader_.load(model, request, {});
    ASSERT_FALSE(misspelt);
    EXPECT_NE(misspelt.error().advice.find("hyper_norm"), std::string::npos) << describe(misspelt.error());
    request.prompt = prompt;
    EXPECT_TRUE(latents(model, request).equal(plain));
}

TEST_F(Hypernetworks, OtherFilesAreRefused) {
    const auto refusal = [&](const std::map<std::string, at::Tensor> &tensors) {
        const auto path = folder_.path() / "odd.safetensors";
        EXPECT_TRUE(write_tensors(path, tensors));
        const auto opened = adapters::Hypernetwork::open({path, 1.0}, at::kFloat, {});
        return opened ? Error{} : opened.error();
    };
    EXPECT_EQ(refusal({{"emb_params", at::zeros({2, 32})}}).code, ErrorCode::UnsupportedFormat);
    const std::map<std::string, at::Tensor> keys = {{"32.0.linear.0.weight", at::zeros({32, 32})}, {"32.0.linear.0.bias", at::zeros({32})}};
    EXPECT_EQ(refusal(keys).code, ErrorCode::MissingTensor) << "there are no values";
    auto both = keys;
    both["32.1.linear.0.weight"] = at::zeros({16, 32});
    both["32.1.linear.0.bias"] = at::zeros({16});
    EXPECT_EQ(refusal(both).code, ErrorCode::ShapeMismatch);
    both["32.1.linear.0.weight"] = at::full({32, 32}, std::nan(""));
    both["32.1.linear.0.bias"] = at::zeros({32});
    EXPECT_EQ(refusal(both).code, ErrorCode::CorruptFile);
}

} // namespace
} // namespace sfumato
