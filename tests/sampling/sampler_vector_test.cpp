// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that the original k-diffusion functions, and for the unit-variance samplers independent implementations of
// the formulas, give on one-dimensional Gaussian data, where the denoiser is exact.
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "tests/sampling/scalar_world.h"

namespace sfumato::sampling {
namespace {

using scalar::plain_schedule;
using scalar::run_gaussian;

// The references are printed to nine digits; everything here is computed in double precision.
constexpr double tolerance = 1e-8;

struct Vector {
    const char *sampler;
    int steps;
    Options options;
    double expected;
};

std::string name_of(const testing::TestParamInfo<Vector> &info) {
    std::string name = info.param.sampler + std::string("_") + std::to_string(info.param.steps);
    for (const auto &[option, value] : info.param.options)
        name += "_" + option + std::to_string(static_cast<int>(value * 10));
    return name;
}

class SigmaSampler : public testing::TestWithParam<Vector> {};

TEST_P(SigmaSampler, GivesTheReferenceNumberOnKarrasLevels) {
    const Vector &v = GetParam();
    EXPECT_NEAR(run_gaussian(v.sampler, plain_schedule("karras", v.steps), v.options), v.expected, tolerance);
}

INSTANTIATE_TEST_SUITE_P(
    KDiffusion, SigmaSampler,
    testing::Values(Vector{"euler", 10, {}, 0.705765916}, Vector{"heun", 10, {}, 0.822851644},
                    Vector{"dpm_2", 10, {}, 0.808020070}, Vector{"lms", 10, {}, 0.759941715},
                    Vector{"dpmpp_2m", 10, {}, 0.814675857}, Vector{"euler", 10, {{"s_churn", 5}}, 0.446888670},
                    Vector{"euler_ancestral", 10, {}, 0.519365141}, Vector{"dpm_2_ancestral", 10, {}, 0.483529577},
                    Vector{"dpmpp_2s_ancestral", 10, {}, 0.507136611}, Vector{"dpmpp_sde", 10, {}, 0.350228717},
                    Vector{"dpmpp_2m_sde", 10, {}, 0.736714893}, Vector{"dpmpp_2m_sde_heun", 10, {}, 0.837234989},
                    Vector{"dpmpp_3m_sde", 10, {}, 0.968221733},
                    Vector{"euler_ancestral", 10, {{"eta", .5}}, 0.535184440},
                    Vector{"dpm_2_ancestral", 10, {{"eta", .5}}, 0.580281242},
                    Vector{"dpmpp_2s_ancestral", 10, {{"eta", .5}}, 0.563141150},
                    Vector{"dpmpp_sde", 10, {{"eta", .5}}, 0.523791034},
                    Vector{"dpmpp_2m_sde", 10, {{"eta", .5}}, 0.619290682},
                    Vector{"dpmpp_3m_sde", 10, {{"eta", .5}}, 0.732097474},
                    Vector{"dpmpp_2s_ancestral", 10, {{"eta", 0}}, 0.773860709},
                    Vector{"dpmpp_sde", 10, {{"eta", 0}}, 0.773860709},
                    Vector{"dpmpp_2m_sde", 10, {{"eta", 0}}, 0.814675857},
                    Vector{"dpmpp_3m_sde", 10, {{"eta", 0}}, 0.815341676}, Vector{"euler", 40, {}, 0.768114160},
                    Vector{"heun", 40, {}, 0.790255142}, Vector{"dpm_2", 40, {}, 0.789562217},
                    Vector{"lms", 40, {}, 0.789138191}, Vector{"dpmpp_2m", 40, {}, 0.790242430}),
    name_of);

INSTANTIATE_TEST_SUITE_P(UniPc, SigmaSampler,
                         testing::Values(Vector{"unipc", 10, {{"order", 1}}, 0.738961932},
                                         Vector{"unipc", 10, {{"order", 2}}, 0.817587388},
                                         Vector{"unipc", 10, {{"order", 3}}, 0.824000763},
                                         Vector{"unipc", 10, {{"bh1", 1}}, 0.871617329},
                                         Vector{"unipc", 40, {}, 0.789001347}),
                         name_of);

// Executed with k-diffusion 4601bf0 from sigma_max to sigma_min of Stable Diffusion's noise.
INSTANTIATE_TEST_SUITE_P(DpmSolver, SigmaSampler,
                         testing::Values(Vector{"dpm_fast", 1, {}, 0.345270435}, Vector{"dpm_fast", 2, {}, 5.384660397},
                         Vector{"dpm_fast", 10, {}, 0.784270730}, Vector{"dpm_fast", 11, {}, 0.799493388},
                         Vector{"dpm_fast", 12, {}, 0.803639886},
                         Vector{"dpm_fast", 10, {{"eta", .5}}, 0.665999885},
                         Vector{"dpm_fast", 11, {{"eta", .5}}, 0.677504795},
                         Vector{"dpm_fast", 12, {{"eta", .5}}, 0.537340886},
                         Vector{"dpm_adaptive", 10, {}, 0.799725852},
                         Vector{"dpm_adaptive", 10, {{"eta", .5}}, 0.429110048}),
                         name_of);

/// Unit-variance samplers begin at 1 whatever the levels are.
double run_unit(const std::string &id, Schedule schedule, const Options &options = {}) {
    schedule.start_scale = 1.0;
    return run_gaussian(id, std::move(schedule), options);
}

/// diffusers' leading list ends at the first timestep's level, not at a clean one.
Schedule leading_to_first_level(int steps) {
    Schedule schedule = plain_schedule("leading", steps);
    schedule.levels.back() = NoiseSchedule().level_of_timestep(0);
    return schedule;
}

TEST(Ddim, GivesTheReferenceNumbers) {
    EXPECT_NEAR(run_unit("ddim", leading_to_first_level(10)), 0.692015323, tolerance);
    EXPECT_NEAR(run_unit("ddim", leading_to_first_level(10), {{"eta", 1.0}}), 0.424217749, tolerance);
    EXPECT_NEAR(run_unit("ddim", plain_schedule("trailing", 10)), 0.677395467, tolerance);
}

TEST(Ddim, WithoutNoiseIsEulerOnTheSameLevels) {
    Schedule schedule = plain_schedule("trailing", 10);
    const double sigma = schedule.levels.front().sigma;
    schedule.start_scale = std::sqrt(1.0 + sigma * sigma);
    EXPECT_NEAR(run_gaussian("euler", schedule, {}), run_unit("ddim", schedule), 1e-12);
}

TEST(Plms, GivesTheReferenceNumber) {
    EXPECT_NEAR(run_unit("plms", leading_to_first_level(10)), 0.766410512, tolerance);
}

TEST(Ddpm, GivesTheReferenceNumber) {
    EXPECT_NEAR(run_unit("ddpm", plain_schedule("trailing", 10)), 0.278995713, tolerance);
}

TEST(Lcm, GivesTheReferenceNumbers) {
    EXPECT_NEAR(run_unit("lcm", plain_schedule("lcm", 4)), 0.049752581, tolerance);
    EXPECT_NEAR(run_unit("lcm", plain_schedule("lcm", 8)), 0.622213049, tolerance);
}

TEST(Tcd, GivesTheReferenceNumber) {
    Schedule schedule = plain_schedule("lcm", 4);
    schedule.levels.back() = NoiseSchedule().level_of_timestep(0);
    EXPECT_NEAR(run_unit("tcd", schedule), 0.183393464, tolerance);
}

TEST(CfgPlusPlus, WithoutGuidanceIsThePlainSampler) {
    EXPECT_NEAR(run_gaussian("euler_cfg_pp", plain_schedule("karras", 10), {}), 0.705765916, tolerance);
    EXPECT_NEAR(run_unit("ddim_cfg_pp", leading_to_first_level(10)), 0.692015323, tolerance);
}

TEST(Restart, BelowTwentyStepsIsHeun) {
    EXPECT_NEAR(run_gaussian("restart", plain_schedule("karras", 10), {}), 0.822851644, tolerance);
}

TEST(Restart, ReturnsOnceFromTwentyStepsOnAndTwiceFromThirtySix) {
    const NoiseSchedule training;
    for (const auto &[steps, returns] : {std::pair{20, 1}, {35, 1}, {36, 2}, {50, 2}}) {
        const Sampler &restart = *scalar::entry("restart").sampler;
        const Schedule schedule = restart.adapt(plain_schedule("karras", steps), training, {});
        int found = 0;
        for (int i = 0; i < schedule.steps(); ++i)
            found += schedule.level(i + 1).sigma > schedule.level(i).sigma;
        EXPECT_EQ(found, returns) << steps;
        EXPECT_EQ(schedule.steps(), steps + returns) << "as many evaluations as asked for";
    }
}

TEST(SecondOrderSamplers, ComeNearerTheExactSolutionThanEuler) {
    constexpr double exact = 0.789449958; // of the ordinary differential equation
    const double euler = std::abs(run_gaussian("euler", plain_schedule("karras", 40), {}) - exact);
    for (const char *id : {"heun", "dpm_2", "dpmpp_2m", "unipc", "lms", "dpmpp_3m"})
        EXPECT_LT(std::abs(run_gaussian(id, plain_schedule("karras", 40), {}) - exact), 0.2 * euler) << id;
}

} // namespace
} // namespace sfumato::sampling
