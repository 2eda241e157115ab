// SPDX-License-Identifier: GPL-3.0-or-later
// Losses against diffusers' and sd-scripts' formulas in fp32.
#include "core/nn/initialiser.h"
#include "core/torch/device.h"
#include "core/train/discriminator.h"
#include "core/train/losses.h"
#include "core/train/optimiser.h"
#include "tests/support/golden.h"

namespace sfumato::train {
namespace {

using sampling::PredictionType;
using testing::golden_tensors;
using testing::relative_error;

constexpr double tolerance = 1e-5;

at::Tensor alpha_bars_at(const at::Tensor &timesteps) {
    const sampling::NoiseSchedule schedule;
    auto values = at::empty(timesteps.sizes(), at::kFloat);
    for (int64_t i = 0; i < timesteps.numel(); ++i)
        values[i] = schedule.alpha_bar(static_cast<int>(timesteps[i].item<double>()));
    return values;
}

struct Losses : ::testing::Test {
    Parameters given = golden_tensors("training/losses.safetensors");
    at::Tensor alpha_bar = alpha_bars_at(given.at("timesteps"));
    at::Tensor clean = given.at("latents"), noise = given.at("noise"), said = given.at("prediction");

    at::Tensor loss(PredictionType type, Distance distance = Distance::Squared) const {
        return sample_loss(said, diffusion_target(type, clean, noise, alpha_bar), distance, 0.1);
    }
    void expect(const char *name, const at::Tensor &ours) const {
        const auto reference = given.at(name);
        EXPECT_LT(((ours - reference) / reference).abs().max().item<double>(), tolerance) << name;
    }
};

TEST_F(Losses, NoiseIsAddedAsTheReferenceAddsIt) {
    EXPECT_LT(relative_error(add_noise(clean, noise, alpha_bar), given.at("noisy")), tolerance);
    EXPECT_LT(relative_error(alpha_bar / (1.0 - alpha_bar), given.at("snr")), tolerance);
}

TEST_F(Losses, OfAllTargetsMatchTheReference) {
    expect("loss.eps", loss(PredictionType::Epsilon));
    expect("loss.v", loss(PredictionType::Velocity));
    expect("loss.x0", loss(PredictionType::Sample));
}

TEST_F(Losses, WeightedByMinSnrMatchTheReference) {
    for (const auto &[name, type] : {std::pair{"loss.eps_min_snr", PredictionType::Epsilon}, {"loss.v_min_snr", PredictionType::Velocity}, {"loss.x0_min_snr", PredictionType::Sample}})
        expect(name, loss(type) * min_snr_weight(type, alpha_bar, 5.0));
}

TEST_F(Losses, HuberSmoothL1AndDebiasedMatchTheReference) {
    expect("loss.eps_huber", loss(PredictionType::Epsilon, Distance::Huber));
    expect("loss.eps_smooth_l1", loss(PredictionType::Epsilon, Distance::SmoothL1));
    expect("loss.eps_debiased", loss(PredictionType::Epsilon) * debiased_weight(PredictionType::Epsilon, alpha_bar));
}

TEST_F(Losses, TrainingWeightsAreOneObjectiveForVelocityAndSample) {
    // An error e of the picture is an error e/sqrt(1-abar) of the velocity.
    const auto as_sample = training_weight(PredictionType::Sample, alpha_bar, 5.0);
    const auto as_velocity = training_weight(PredictionType::Velocity, alpha_bar, 5.0) / (1.0 - alpha_bar);
    EXPECT_LT(relative_error(as_sample, as_velocity), tolerance);
    const auto last = at::zeros({1}); // pure noise still counts
    EXPECT_GT(training_weight(PredictionType::Velocity, last, 5.0).item<double>(), 0.0);
}

TEST_F(Losses, CellsCountAsTheirWeightsSay) {
    auto first_row = at::zeros({clean.size(0), 1, clean.size(2), clean.size(3)});
    first_row.select(2, 0).fill_(3.0);
    const auto rows = static_cast<double>(clean.size(2));
    for (const auto distance : {Distance::Squared, Distance::Huber}) {
        const auto alone = sample_loss(said.narrow(2, 0, 1), noise.narrow(2, 0, 1), distance);
        EXPECT_LT(relative_error(sample_loss(said, noise, distance, 0.1, first_row), alone * 3.0 / rows), tolerance);
        EXPECT_LT(relative_error(sample_loss(said, noise, distance, 0.1, at::ones_like(first_row)), sample_loss(said, noise, distance)), tolerance);
    }
}

TEST_F(Losses, OffsetNoiseMovesWholeChannels) {
    const auto moved = offset_noise(noise, 0.5, make_generator(at::kCPU, 4)) - noise;
    EXPECT_LT((moved - moved.mean({2, 3}, true)).abs().max().item<double>(), 1e-5);
    EXPECT_GT(moved.mean({2, 3}).std().item<double>(), 0.1);
}

TEST(VaeLosses, L1AndKlMatchTheReference) {
    const auto given = golden_tensors("training/vae_losses.safetensors");
    const vae::Posterior posterior{given.at("mean"), given.at("logvar")};
    const auto kl = given.at("kl");
    EXPECT_LT(((kl_divergence(posterior) - kl) / kl).abs().max().item<double>(), tolerance);
    const auto l1 = (given.at("image") - given.at("reconstruction")).abs().mean();
    EXPECT_NEAR(l1.item<double>(), given.at("l1").item<double>(), tolerance * given.at("l1").item<double>());
}

TEST(VaeLosses, AreZeroForAPerfectPictureAndSeeColour) {
    const auto picture = at::rand({1, 3, 32, 32}, make_generator(at::kCPU, 1)) * 2 - 1;
    EXPECT_EQ(vae_loss(picture, picture).item<double>(), 0.0);
    // The same change of every channel and of one against another: L1 of RGB would call the second the smaller.
    auto grey = picture + 0.1, hue = picture.clone();
    hue.select(1, 0) += 0.1;
    hue.select(1, 2) -= 0.1;
    EXPECT_GT(vae_loss(picture, hue).item<double>(), 0.8 * vae_loss(picture, grey).item<double>());
}

TEST(DiscriminatorLoss, FallsWhileItLearnsToTellApart) {
    nn::Initialiser initialiser(make_generator(at::kCPU, 2));
    const Discriminator discriminator{nn::Scope(initialiser)};
    Optimiser optimiser(initialiser.parameters(), {.beta1 = 0.5, .beta2 = 0.9, .weight_decay = 0.0});
    const auto pictures = at::rand({4, 3, 32, 32}, make_generator(at::kCPU, 3));
    const auto blurred = at::upsample_nearest2d(at::avg_pool2d(pictures, 2), {32, 32});
    double first = 0, last = 0;
    for (int i = 0; i < 25; ++i) {
        const auto loss = hinge_loss(discriminator.forward(pictures), discriminator.forward(blurred));
        loss.backward();
        optimiser.step(2e-3);
        (i == 0 ? first : last) = loss.item<double>();
    }
    EXPECT_LT(last, 0.5 * first);
}

} // namespace
} // namespace sfumato::train
