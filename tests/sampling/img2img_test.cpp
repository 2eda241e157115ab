// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/img2img.h"

#include <gtest/gtest.h>

#include "tests/sampling/scalar_world.h"

namespace sfumato::sampling {
namespace {

SchedulePart part(int steps, double strength, StrengthSteps convention, const char *schedule = "karras") {
    const int build = steps_to_build(steps, strength, convention);
    return part_at_strength(scalar::plain_schedule(schedule, build), steps, strength, convention,
                            Scale::VarianceExploding);
}

TEST(PartAtStrength, OfDiffusersRunsTheWholeShareOfTheSteps) {
    for (const auto &[steps, strength, run] :
         {std::tuple{8, 0.3, 2}, {8, 0.75, 6}, {8, 1.0, 8}, {20, 0.01, 0}, {10, 0.0, 0}}) {
        const SchedulePart found = part(steps, strength, StrengthSteps::Diffusers);
        EXPECT_EQ(found.schedule.steps(), run) << steps << " at " << strength;
        EXPECT_EQ(found.start, found.schedule.levels.front());
        EXPECT_EQ(found.schedule.levels.back().sigma, 0.0);
    }
}

TEST(PartAtStrength, OfA1111RunsOneStepMore) {
    for (const auto &[steps, strength, run] : {std::tuple{20, 0.75, 16}, {20, 1.0, 20}, {20, 0.5, 11}}) {
        const SchedulePart found = part(steps, strength, StrengthSteps::A1111);
        EXPECT_EQ(found.schedule.steps(), run) << steps << " at " << strength;
    }
}

TEST(PartAtStrength, OfComfyAlwaysRunsTheStepsAskedFor) {
    EXPECT_EQ(steps_to_build(20, 0.5, StrengthSteps::Comfy), 40);
    EXPECT_EQ(steps_to_build(20, 1.0, StrengthSteps::Comfy), 20);
    EXPECT_EQ(steps_to_build(20, 0.5, StrengthSteps::A1111), 20);
    for (double strength : {0.1, 0.33, 0.75, 1.0})
        EXPECT_EQ(part(20, strength, StrengthSteps::Comfy).schedule.steps(), 20) << strength;
    EXPECT_EQ(part(20, 0.5, StrengthSteps::Comfy).start.sigma, scalar::plain_schedule("karras", 40).level(20).sigma);
}

TEST(PartAtStrength, CutsTheTimestepListsOfA1111AsItDoes) {
    const NoiseSchedule training;
    const Schedule whole = value_or_throw(
        build_schedule(scalar::entry("ddim"), training, {.steps = 20, .conventions = Conventions::A1111}));
    // t_enc = 15: the picture is made as noisy as timestep 751, and 701, 651, ... 51 are looked at, 14 of them.
    const SchedulePart found =
        part_at_strength(whole, 20, 0.75, StrengthSteps::A1111, Scale::VariancePreserving);
    EXPECT_EQ(found.start.timestep, 751.0);
    EXPECT_EQ(found.schedule.levels.front().timestep, 701.0);
    EXPECT_EQ(found.schedule.levels.back().timestep, 1.0);
    EXPECT_EQ(found.schedule.steps(), 14);
}

TEST(PartAtStrength, NeverRunsMoreThanThereIs) {
    for (StrengthSteps convention : {StrengthSteps::A1111, StrengthSteps::Diffusers, StrengthSteps::Comfy}) {
        for (int steps : {1, 2, 5}) {
            for (double strength : {0.0, 0.001, 0.2, 0.999, 1.0}) {
                const SchedulePart found = part(steps, strength, convention, "uniform");
                EXPECT_LE(found.schedule.steps(), steps);
                EXPECT_FALSE(found.schedule.levels.empty());
            }
        }
    }
}

} // namespace
} // namespace sfumato::sampling
