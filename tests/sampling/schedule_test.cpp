// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/sampling/beta_distribution.h"
#include "tests/sampling/scalar_world.h"

namespace sfumato::sampling {
namespace {

std::vector<double> sigmas(const std::string &id, int steps, const Options &options = {}) {
    return value_or_throw(value_or_throw(find_schedule(id))->sigmas(NoiseSchedule(), steps, options));
}

/// References are printed with four decimals.
void expect_printed(const std::vector<double> &values, const std::vector<double> &expected, double digit = 1e-4) {
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR(values[i], expected[i], 0.51 * digit) << "level " << i;
}

TEST(Schedules, GiveThePublishedLevelsForTenSteps) {
    expect_printed(sigmas("uniform", 10),
                   {14.6146, 7.8399, 4.6092, 2.9183, 1.9502, 1.3449, .9324, .6250, .3687, .0292, 0});
    expect_printed(sigmas("sgm_uniform", 10),
                   {14.6146, 8.3072, 5.0924, 3.3251, 2.2797, 1.6156, 1.1629, .8319, .5712, .3437, 0});
    expect_printed(sigmas("simple", 10),
                   {14.6146, 8.3028, 5.0878, 3.3211, 2.2765, 1.6129, 1.1606, .8299, .5693, .3417, 0});
    expect_printed(sigmas("ddim_uniform", 10),
                   {8.3907, 5.1344, 3.3478, 2.2929, 1.6237, 1.1682, .8357, .5741, .3462, .0413, 0});
    expect_printed(sigmas("karras", 10),
                   {14.6146, 9.1029, 5.4784, 3.1686, 1.7494, .9141, .4469, .2014, .0819, .0292, 0});
    expect_printed(sigmas("exponential", 10),
                   {14.6146, 7.3249, 3.6712, 1.8400, .9222, .4622, .2317, .1161, .0582, .0292, 0});
    expect_printed(sigmas("polyexponential", 10), sigmas("exponential", 10));
    expect_printed(sigmas("kl_optimal", 10),
                   {14.6146, 4.2324, 2.3937, 1.5971, 1.1330, .8152, .5729, .3725, .1953, .0292, 0});
}

TEST(AlignYourSteps, GivesThePublishedLevels) {
    expect_printed(sigmas("align_your_steps", 11),
                   {14.615, 6.475, 3.861, 2.697, 1.886, 1.396, .963, .652, .399, .152, .029, 0}, 1e-9);
    expect_printed(sigmas("align_your_steps", 15), {14.6150, 8.1707, 5.1881, 3.6681, 2.8388, 2.1984, 1.7307, 1.3960,
                                                    1.0708, .8148, .6078, .4280, .2299, .0947, .0290, 0});
    EXPECT_NEAR(sigmas("align_your_steps", 11, {{"xl", 1}})[1], 6.315, 1e-9);
}

TEST(BetaSchedule, VisitsThePublishedTimesteps) {
    const NoiseSchedule training;
    const std::vector<double> levels = sigmas("beta", 10);
    const std::vector<int> timesteps = {999, 959, 876, 765, 637, 500, 362, 234, 123, 40};
    ASSERT_EQ(levels.size(), timesteps.size() + 1);
    for (std::size_t i = 0; i < timesteps.size(); ++i)
        EXPECT_EQ(training.timestep_at(levels[i]), timesteps[i]);
}

TEST(BetaQuantile, InvertsTheDistribution) {
    EXPECT_NEAR(beta_cdf(0.3, 1, 1), 0.3, 1e-14);
    EXPECT_NEAR(beta_cdf(0.25, 2, 1), 0.0625, 1e-14);
    EXPECT_NEAR(beta_cdf(0.5, 0.6, 0.6), 0.5, 1e-14);
    EXPECT_NEAR(beta_quantile(0.5, 0.5, 0.5), 0.5, 1e-13);
    EXPECT_NEAR(beta_quantile(0.25, 0.5, 0.5), std::pow(std::sin(std::acos(-1.0) / 8), 2), 1e-13); // arcsine law
    for (double p : {1e-6, 0.01, 0.4, 0.9, 0.999999})
        EXPECT_NEAR(beta_cdf(beta_quantile(p, 0.6, 0.6), 0.6, 0.6), p, 1e-12);
}

TEST(TimestepSpacings, AreThoseOfDiffusers) {
    const NoiseSchedule training;
    const auto timesteps = [&](const char *id, int steps) {
        std::vector<int> result;
        for (double sigma : sigmas(id, steps))
            if (sigma > 0.0)
                result.push_back(static_cast<int>(training.timestep_at(sigma)));
        return result;
    };
    const std::vector<int> linspace = timesteps("linspace", 20), leading = timesteps("leading", 20),
                           trailing = timesteps("trailing", 20), lcm = timesteps("lcm", 4);
    EXPECT_EQ(std::vector<int>(linspace.begin(), linspace.begin() + 5), (std::vector<int>{999, 946, 894, 841, 789}));
    EXPECT_EQ(std::vector<int>(leading.begin(), leading.begin() + 3), (std::vector<int>{951, 901, 851}));
    EXPECT_EQ(leading.back(), 1);
    EXPECT_EQ(std::vector<int>(trailing.begin(), trailing.begin() + 3), (std::vector<int>{999, 949, 899}));
    EXPECT_EQ(lcm, (std::vector<int>{999, 759, 499, 259}));
}

TEST(LinearQuadratic, BeginsAtTheModelsNoiseAndTakesLittleFirst) {
    const std::vector<double> levels = sigmas("linear_quadratic", 8);
    EXPECT_NEAR(levels.front(), 14.6146412, 1e-6);
    EXPECT_NEAR(levels[4] / levels.front(), 1.0 - 0.025, 1e-9); // the linear half ends at its threshold
    EXPECT_EQ(levels.back(), 0.0);
}

TEST(SigmaRange, MovesTheEndsOfACurve) {
    const std::vector<double> old = sigmas("karras", 10, {{"sigma_min", 0.1}, {"sigma_max", 10.0}, {"rho", 5.0}});
    EXPECT_NEAR(old.front(), 10.0, 1e-12);
    EXPECT_NEAR(old[9], 0.1, 1e-12);
    const auto crossed = value_or_throw(find_schedule("karras"))
                             ->sigmas(NoiseSchedule(), 10, {{"sigma_min", 5.0}, {"sigma_max", 1.0}});
    ASSERT_FALSE(crossed);
    EXPECT_EQ(crossed.error().code, ErrorCode::InvalidArgument);
}

TEST(Schedules, DescendToCleanForAnyNumberOfSteps) {
    for (const ScheduleEntry *schedule : all_schedules()) {
        for (int steps : {1, 2, 3, 7, 20, 50}) {
            const std::vector<double> levels = sigmas(schedule->id, steps);
            ASSERT_GE(levels.size(), 2U) << schedule->id;
            EXPECT_EQ(levels.back(), 0.0) << schedule->id;
            for (std::size_t i = 1; i < levels.size(); ++i)
                EXPECT_LT(levels[i], levels[i - 1]) << schedule->id << " " << steps << " level " << i;
            if (schedule->id != "ddim_uniform" && schedule->id != "beta") {
                EXPECT_EQ(levels.size(), static_cast<std::size_t>(steps) + 1) << schedule->id;
            }
        }
    }
}

TEST(Schedules, OfWholeTimestepsRefuseMoreStepsThanThereAre) {
    for (const char *id : {"leading", "trailing", "linspace", "lcm"}) {
        const auto result = value_or_throw(find_schedule(id))->sigmas(NoiseSchedule(), 1001, {});
        ASSERT_FALSE(result) << id;
        EXPECT_EQ(result.error().subject, "steps");
    }
}

TEST(BuildSchedule, DropsThePenultimateLevelWhereTheSamplerWantsIt) {
    const NoiseSchedule training;
    const Schedule schedule = value_or_throw(build_schedule(scalar::entry("dpm_2"), training, {.steps = 10}));
    const std::vector<double> one_more = sigmas("karras", 11);
    ASSERT_EQ(schedule.steps(), 10);
    EXPECT_EQ(schedule.level(9).sigma, one_more[9]);
    EXPECT_EQ(schedule.levels.back().sigma, 0.0);
}

TEST(BuildSchedule, AutomaticIsTheSamplersUsualOne) {
    const NoiseSchedule training;
    for (const char *name : {"", "Automatic", "automatic"}) {
        const Schedule schedule =
            value_or_throw(build_schedule(scalar::entry("dpmpp_2m"), training, {.schedule = name, .steps = 10}));
        EXPECT_NEAR(schedule.level(1).sigma, 9.1029, 1e-4);
    }
    EXPECT_FALSE(build_schedule(scalar::entry("euler"), training, {.schedule = "no such", .steps = 10}));
    EXPECT_FALSE(build_schedule(scalar::entry("euler"), training, {.steps = 0}));
}

TEST(BuildSchedule, StartsWithTheNoiseTheConventionWants) {
    const NoiseSchedule training;
    const double sigma = training.sigma_max();
    ScheduleRequest request{.steps = 10};
    EXPECT_DOUBLE_EQ(value_or_throw(build_schedule(scalar::entry("euler"), training, request)).start_scale, sigma);
    request.sgm_noise_multiplier = true;
    EXPECT_DOUBLE_EQ(value_or_throw(build_schedule(scalar::entry("euler"), training, request)).start_scale,
                     std::sqrt(1.0 + sigma * sigma));
    EXPECT_EQ(value_or_throw(build_schedule(scalar::entry("ddim"), training, request)).start_scale, 1.0);
}

TEST(BuildSchedule, GivesDdimOfA1111OneStepLessEndingAtTimestepOne) {
    const NoiseSchedule training;
    const Schedule schedule = value_or_throw(
        build_schedule(scalar::entry("ddim"), training, {.steps = 20, .conventions = Conventions::A1111}));
    EXPECT_EQ(schedule.steps(), 19);
    EXPECT_EQ(schedule.levels.front().timestep, 951.0);
    EXPECT_EQ(schedule.levels.back().timestep, 1.0);
}

TEST(BuildSchedule, OfATerminallyNoisyModelIsFiniteForSigmaSamplersOnly) {
    TrainingNoise noise;
    noise.zero_terminal_snr = true;
    const NoiseSchedule training = value_or_throw(NoiseSchedule::make(noise));
    ScheduleRequest request{.schedule = "trailing", .steps = 8};
    const Schedule euler = value_or_throw(build_schedule(scalar::entry("euler"), training, request));
    EXPECT_NEAR(euler.levels.front().sigma, 4096.0, 1e-3);
    EXPECT_EQ(euler.levels.front().timestep, 999.0);
    const Schedule ddim = value_or_throw(build_schedule(scalar::entry("ddim"), training, request));
    EXPECT_EQ(ddim.levels.front().alpha_bar, 0.0);
}

} // namespace
} // namespace sfumato::sampling
