// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include "core/modelio/model_folder.h"
#include "core/nn/weight_map.h"
#include "core/torch/device.h"
#include "core/train/losses.h"
#include "core/train/muon.h"
#include "core/train/optimiser.h"
#include "core/unet/unet.h"
#include "tests/support/golden.h"

namespace sfumato::train {
namespace {

using testing::golden;
using testing::golden_tensors;
using testing::relative_error;

TEST(AdamW, ThreeStepsWithAverageMatchTheReference) {
    const auto folder = modelio::open_model_folder(golden("sd1/model"));
    ASSERT_TRUE(folder) << describe(folder.error());
    Parameters parameters = golden_tensors("sd1/model/unet/diffusion_pytorch_model.safetensors");
    for (auto &[name, tensor] : parameters)
        tensor.set_requires_grad(true);
    nn::WeightMap source(parameters);
    const unet::UNet unet(nn::Scope(source), folder->unet);
    const auto given = golden_tensors("training/adamw3.safetensors");
    const sampling::NoiseSchedule schedule;
    auto alpha_bar = at::empty({3}, at::kFloat);
    for (int i = 0; i < 3; ++i)
        alpha_bar[i] = schedule.alpha_bar(static_cast<int>(given.at("timesteps")[i].item<double>()));
    const auto noisy = add_noise(given.at("latents"), given.at("noise"), alpha_bar);
    Optimiser optimiser(parameters, {.weight_decay = 0.01, .clip_norm = 1.0, .ema_decay = 0.9999});
    for (int i = 0; i < 3; ++i) {
        const auto loss = sample_loss(unet.forward(noisy, given.at("timesteps"), given.at("context")), given.at("noise")).mean();
        loss.backward();
        const double norm = optimiser.step(1e-3), expected = given.at("grad_norms")[i].item<double>();
        EXPECT_NEAR(loss.item<double>(), given.at("losses")[i].item<double>(), 1e-5 * given.at("losses")[i].item<double>());
        EXPECT_NEAR(norm, expected, 1e-4 * expected); // three steps of fp32 gradients
    }
    // A hundredth of one step's length: where a gradient is nearly nothing, its rounding decides the step's direction.
    const auto error = [](const at::Tensor &ours, const at::Tensor &reference) { return (ours - reference).abs().max().item<double>(); };
    for (const auto &[name, expected] : given) {
        if (name.starts_with("param.")) {
            EXPECT_LT(error(parameters.at(name.substr(6)), expected), 1e-5) << name;
        }
        if (name.starts_with("ema.")) {
            EXPECT_LT(error(optimiser.average().at(name.substr(4)), expected), 1e-5) << name;
        }
    }
}

at::Tensor random_matrix(int64_t rows, int64_t columns, std::uint64_t seed) { return at::randn({rows, columns}, make_generator(at::kCPU, seed)); }

// Not of a square random matrix, whose smallest singular value five steps cannot lift far enough.
TEST(Muon, MakesAllSingularValuesAboutOne) {
    for (const auto &[rows, columns] : {std::pair{64, 128}, {32, 128}, {128, 32}, {16, 300}}) {
        const auto values = std::get<1>(at::linalg_svd(orthogonalised(random_matrix(rows, columns, 7)), false));
        EXPECT_GT(values.min().item<double>(), 0.6) << rows << " x " << columns;
        EXPECT_LT(values.max().item<double>(), 1.3) << rows << " x " << columns;
    }
}

/// The method as its author wrote it, one wide product after another.
at::Tensor newton_schulz(const at::Tensor &matrix) {
    auto x = matrix / matrix.norm();
    for (int i = 0; i < 5; ++i) {
        const auto gram = x.mm(x.t());
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram.mm(gram)).mm(x);
    }
    return x;
}

TEST(Muon, StepsOfTheSmallSquareAreThoseOfTheWideMatrix) {
    auto nearly_singular = random_matrix(192, 1728, 8);
    nearly_singular.select(0, 0).mul_(1e-4);
    for (const auto &matrix : {random_matrix(32, 128, 8), random_matrix(192, 3456, 9), random_matrix(128, 128, 10), nearly_singular})
        EXPECT_LT(relative_error(orthogonalised(matrix), newton_schulz(matrix.to(at::kDouble)).to(at::kFloat)), 1e-4) << matrix.sizes();
}

TEST(Muon, TakesHiddenMatricesOnly) {
    const auto matrix = at::zeros({32, 32});
    EXPECT_TRUE(muon_suits("mid_block.resnets.0.conv1.weight", at::zeros({32, 32, 3, 3})));
    EXPECT_TRUE(muon_suits("blocks.0.attn1.to_q.weight", matrix));
    EXPECT_FALSE(muon_suits("conv_in.weight", at::zeros({32, 32, 3, 3})));
    EXPECT_FALSE(muon_suits("text_model.embeddings.token_embedding.weight", matrix));
    EXPECT_FALSE(muon_suits("norm.weight", at::zeros({32})));
    EXPECT_FALSE(muon_suits("narrow.weight", at::zeros({8, 32})));
}

/// A small problem that both halves of the optimiser work on.
struct Problem {
    Parameters parameters{{"hidden.weight", random_matrix(32, 32, 1).set_requires_grad(true)}, {"bias", at::zeros({32}).set_requires_grad(true)}};
    Optimiser optimiser{parameters, {.matrices = Optimiser::Matrices::Muon, .ema_decay = 0.9}};

    double step(std::uint64_t seed) {
        const auto x = random_matrix(8, 32, seed);
        const auto loss = (x.mm(parameters.at("hidden.weight").t()) + parameters.at("bias") - x).pow(2).mean();
        loss.backward();
        optimiser.step(1e-2);
        return loss.item<double>();
    }
};

TEST(Optimiser, GoesOnExactlyFromARestoredState) {
    Problem whole;
    for (std::uint64_t i = 0; i < 5; ++i)
        whole.step(i);
    Problem resumed;
    {
        const at::NoGradGuard no_grad;
        for (auto &[name, tensor] : resumed.parameters)
            tensor.copy_(whole.parameters.at(name));
        Parameters kept;
        for (const auto &[name, tensor] : whole.optimiser.state())
            kept[name] = tensor.clone();
        resumed.optimiser.restore(kept);
    }
    EXPECT_EQ(resumed.optimiser.steps(), 5);
    for (std::uint64_t i = 5; i < 10; ++i)
        EXPECT_EQ(whole.step(i), resumed.step(i));
    for (const auto &[name, average] : whole.optimiser.average())
        EXPECT_TRUE(at::equal(average, resumed.optimiser.average().at(name))) << name;
}

TEST(Optimiser, RefusesTheStateOfAnother) {
    Problem problem;
    auto state = problem.optimiser.state();
    state.erase("second.bias");
    EXPECT_THROW(problem.optimiser.restore(state), Failure);
}

TEST(Optimiser, DoesNotMoveForAGradientThatIsNoNumber) {
    Problem problem;
    const auto before = problem.parameters.at("hidden.weight").detach().clone(), average = problem.optimiser.average().at("bias").clone();
    problem.parameters.at("bias").mutable_grad() = at::full({32}, std::numeric_limits<double>::quiet_NaN());
    EXPECT_FALSE(std::isfinite(problem.optimiser.step(1e-2)));
    EXPECT_EQ(problem.optimiser.steps(), 0);
    EXPECT_TRUE(at::equal(before, problem.parameters.at("hidden.weight")));
    EXPECT_TRUE(at::equal(average, problem.optimiser.average().at("bias")));
    EXPECT_FALSE(problem.parameters.at("bias").grad().defined());
}

} // namespace
} // namespace sfumato::train
