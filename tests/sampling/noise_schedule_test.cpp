// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/noise_schedule.h"

#include <cmath>

#include <gtest/gtest.h>

namespace sfumato::sampling {
namespace {

// Reference values are printed to seven significant digits.
constexpr double printed = 1e-7;

NoiseSchedule made(const TrainingNoise &training) {
    return value_or_throw(NoiseSchedule::make(training));
}

TEST(NoiseSchedule, OfStableDiffusionHasTheKnownValues) {
    const NoiseSchedule schedule;
    EXPECT_NEAR(schedule.alpha_bar(0), 0.99915, printed);
    EXPECT_NEAR(schedule.alpha_bar(500), 0.276332684, 1e-9);
    EXPECT_NEAR(schedule.alpha_bar(999), 0.0046600985, 1e-10);
    EXPECT_NEAR(schedule.sigma(0), 0.0291672, printed);
    EXPECT_NEAR(schedule.sigma(1), 0.0413144, printed);
    EXPECT_NEAR(schedule.sigma(100), 0.3439312, printed);
    EXPECT_NEAR(schedule.sigma(250), 0.6957989, printed);
    EXPECT_NEAR(schedule.sigma(500), 1.6182788, printed);
    EXPECT_NEAR(schedule.sigma(750), 4.0991641, printed);
    EXPECT_NEAR(schedule.sigma(900), 8.3465966, printed);
    EXPECT_NEAR(schedule.sigma(981), 13.1204107, printed);
    EXPECT_NEAR(schedule.sigma(998), 14.5262757, printed);
    EXPECT_NEAR(schedule.sigma_max(), 14.6146412, printed);
}

TEST(NoiseSchedule, RescaledToZeroTerminalSnrHasTheKnownValues) {
    TrainingNoise training;
    training.zero_terminal_snr = true;
    training.terminal_alpha_bar = 4.8973451890853435e-08;
    const NoiseSchedule schedule = made(training);
    EXPECT_NEAR(schedule.alpha_bar(500), 0.241018783, 1e-9);
    EXPECT_NEAR(schedule.sigma(500), 1.774557, 1e-6);
    EXPECT_NEAR(schedule.sigma(998), 2254.24, 0.005);
    EXPECT_NEAR(schedule.sigma(999), 4518.76, 0.005);
    EXPECT_NEAR(schedule.alpha_bar(0), NoiseSchedule().alpha_bar(0), 1e-12);
}

TEST(NoiseSchedule, WithPureNoiseAtTheEndIsInfiniteThereAndOnlyThere) {
    TrainingNoise training;
    training.zero_terminal_snr = true;
    const NoiseSchedule schedule = made(training);
    EXPECT_TRUE(std::isinf(schedule.sigma(999)));
    EXPECT_NEAR(schedule.sigma_max(), 2254.24, 0.005);
    EXPECT_EQ(schedule.level_of_timestep(999).alpha_bar, 0.0);
    EXPECT_EQ(schedule.level(schedule.sigma(999)).timestep, 999.0);
    EXPECT_EQ(schedule.level(1e9).timestep, 999.0);
    EXPECT_EQ(schedule.timestep_at(schedule.sigma(998)), 998.0);
}

TEST(NoiseSchedule, InSinglePrecisionHasDiffusersDigits) {
    TrainingNoise training;
    training.precision = TablePrecision::Single;
    const NoiseSchedule schedule = made(training);
    // 1 - abar loses most of its digits in fp32: this is far from the 0.0291672 of double precision.
    EXPECT_NEAR(schedule.sigma(0), 0.02916753478348255, 4e-9); // two units in fp32's last place
    EXPECT_NEAR(schedule.sigma(999), 14.614646911621094, 2e-6);
}

TEST(NoiseSchedule, KnowsTheOtherBetaSchedules) {
    TrainingNoise linear;
    linear.schedule = BetaSchedule::Linear;
    linear.beta_start = 1e-4;
    linear.beta_end = 0.02;
    EXPECT_NEAR(made(linear).alpha_bar(999), 4.0358e-5, 1e-9); // Ho et al. 2020: about 4e-5
    TrainingNoise cosine;
    cosine.schedule = BetaSchedule::SquaredCosine;
    const double quarter = std::acos(0.0);
    const double c = std::cos((0.5 + 0.008) / 1.008 * quarter) / std::cos(0.008 / 1.008 * quarter);
    EXPECT_NEAR(made(cosine).alpha_bar(499), c * c, 1e-9); // closed form, before the cap of the betas acts
    TrainingNoise own;
    own.timesteps = 2;
    own.trained_betas = {0.5, 0.5};
    EXPECT_DOUBLE_EQ(made(own).alpha_bar(1), 0.25);
}

TEST(NoiseSchedule, GoesFromSigmaToTimestepAndBack) {
    const NoiseSchedule schedule;
    for (double t : {0.0, 0.25, 1.0, 320.5, 500.37, 998.75, 999.0})
        EXPECT_NEAR(schedule.timestep_at(schedule.sigma_at(t)), t, 1e-9);
    EXPECT_EQ(schedule.timestep_at(0.0), 0.0);
    EXPECT_EQ(schedule.timestep_at(0.001), 0.0);
    EXPECT_EQ(schedule.timestep_at(1e6), 999.0);
    for (int t : {0, 1, 500, 999})
        EXPECT_EQ(schedule.timestep_at(schedule.sigma(t)), t) << "integers come back exactly";
}

TEST(NoiseSchedule, RoundsToTheNearestTimestepInLogSigma) {
    const NoiseSchedule schedule;
    EXPECT_EQ(schedule.nearest_timestep(schedule.sigma_at(320.4)), 320);
    EXPECT_EQ(schedule.nearest_timestep(schedule.sigma_at(320.6)), 321);
    EXPECT_EQ(schedule.level(schedule.sigma_at(320.6), TimestepRounding::Integer).timestep, 321.0);
    EXPECT_NEAR(schedule.level(schedule.sigma_at(320.6)).timestep, 320.6, 1e-9);
}

TEST(NoiseSchedule, RefusesBetasThatMakeNoSense) {
    const auto refused = [](auto change) {
        TrainingNoise training;
        change(training);
        const auto made = NoiseSchedule::make(training);
        return made ? std::string() : made.error().subject;
    };
    EXPECT_EQ(refused([](TrainingNoise &t) { t.timesteps = 1; }), "num_train_timesteps");
    EXPECT_EQ(refused([](TrainingNoise &t) { t.beta_start = 0.0; }), "beta_start");
    EXPECT_EQ(refused([](TrainingNoise &t) { t.beta_end = 1.0; }), "beta_end");
    EXPECT_EQ(refused([](TrainingNoise &t) { t.beta_start = std::nan(""); }), "beta_start");
    EXPECT_EQ(refused([](TrainingNoise &t) { t.trained_betas = {0.1}; }), "trained_betas");
}

} // namespace
} // namespace sfumato::sampling
