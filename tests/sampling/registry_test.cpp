// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/registry.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/sampling/scalar_world.h"

namespace sfumato::sampling {
namespace {

TEST(FindSampler, KnowsIdsDisplayNamesAndAliasesInAnyCase) {
    for (const auto &[name, id] : {std::pair{"dpmpp_2m", "dpmpp_2m"},
                                   {"DPM++ 2M", "dpmpp_2m"},
                                   {"dpm++ 2m", "dpmpp_2m"},
                                   {"Euler a", "euler_ancestral"},
                                   {"EULER_ANCESTRAL", "euler_ancestral"},
                                   {"k_euler_ancestral", "euler_ancestral"},
                                   {"DPM2 a", "dpm_2_ancestral"},
                                   {"DPM++ 2S a", "dpmpp_2s_ancestral"},
                                   {"DPM++ 2M SDE Heun", "dpmpp_2m_sde_heun"},
                                   {"DPM++ 3M SDE", "dpmpp_3m_sde"},
                                   {"DDIM CFG++", "ddim_cfg_pp"},
                                   {"PLMS", "plms"},
                                   {"uni_pc", "unipc"},
                                   {"DPM fast", "dpm_fast"},
                                   {"DPM adaptive", "dpm_adaptive"}}) {
        const auto found = find_sampler(name);
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->entry->info.id, id) << name;
        EXPECT_EQ(found->schedule, "") << name;
    }
}

TEST(FindSampler, SplitsOffATrailingSchedule) {
    for (const auto &[name, id, schedule] : {std::tuple{"DPM++ 2M Karras", "dpmpp_2m", "karras"},
                                             {"DPM++ 2M SDE Heun Exponential", "dpmpp_2m_sde_heun", "exponential"},
                                             {"DPM++ 2M SDE SGMUniform", nullptr, nullptr},
                                             {"Euler a SGM Uniform", "euler_ancestral", "sgm_uniform"},
                                             {"dpmpp_2m_k", "dpmpp_2m", "karras"},
                                             {"ddim_trailing", "ddim", "trailing"},
                                             {"DPM2 a Karras", "dpm_2_ancestral", "karras"},
                                             {"Euler Automatic", "euler", ""}}) {
        const auto found = find_sampler(name);
        if (!id) {
            EXPECT_FALSE(found) << name;
            continue;
        }
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->entry->info.id, id) << name;
        EXPECT_EQ(found->schedule, schedule) << name;
    }
}

TEST(FindSampler, OffersTheNearestNameForAnUnknownOne) {
    const auto found = find_sampler("Eulr a");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(found.error().advice.find("Euler a"), std::string::npos) << found.error().advice;
    EXPECT_NE(find_sampler("qqqqqq").error().advice.find("DPM++ 2M"), std::string::npos) << "else all are listed";
    EXPECT_FALSE(find_sampler(""));
}

TEST(FindSchedule, KnowsA1111AndComfyNames) {
    for (const auto &[name, id] : {std::pair{"Karras", "karras"},
                                   {"normal", "uniform"},
                                   {"SGM Uniform", "sgm_uniform"},
                                   {"KL Optimal", "kl_optimal"},
                                   {"Align Your Steps", "align_your_steps"},
                                   {"DDIM", "ddim_uniform"},
                                   {"linear_quadratic", "linear_quadratic"}}) {
        const auto found = find_schedule(name);
        ASSERT_TRUE(found) << name;
        EXPECT_EQ((*found)->id, id);
    }
    EXPECT_NE(find_schedule("karas").error().advice.find("karras"), std::string::npos);
}

TEST(Registry, HoldsEveryAlgorithmOnceWithItsSource) {
    std::set<std::string> names;
    for (const SamplerEntry *entry : all_samplers()) {
        EXPECT_TRUE(names.insert(entry->info.id).second) << entry->info.id;
        EXPECT_FALSE(entry->info.source.empty()) << entry->info.id;
        EXPECT_TRUE(find_schedule(entry->info.usual_schedule)) << entry->info.id;
        ASSERT_NE(entry->sampler, nullptr);
        for (const OptionInfo &option : entry->info.options)
            EXPECT_TRUE(option.minimum <= option.usual && option.usual <= option.maximum)
                << entry->info.id << " " << option.name;
    }
    for (const char *id : {"euler", "euler_ancestral", "heun", "lms", "dpm_2", "dpm_2_ancestral", "dpmpp_2s_ancestral",
                           "dpmpp_2m", "dpmpp_sde", "dpmpp_2m_sde", "dpmpp_2m_sde_heun", "dpmpp_3m_sde", "ddim",
                           "ddpm", "plms", "unipc", "lcm", "tcd", "dpm_fast", "dpm_adaptive", "restart", "ddim_cfg_pp",
                           "euler_cfg_pp"})
        EXPECT_TRUE(names.contains(id)) << id;
    for (const ScheduleEntry *schedule : all_schedules())
        EXPECT_FALSE(schedule->source.empty()) << schedule->id;
}

TEST(CheckOptions, NamesWhatNeitherKnowsAndWhatIsOutOfRange) {
    const SamplerEntry &euler = scalar::entry("euler");
    const ScheduleEntry &karras = *value_or_throw(find_schedule("karras"));
    EXPECT_TRUE(check_options({{"s_churn", 3.0}, {"rho", 5.0}}, euler, karras));
    const auto unknown = check_options({{"s_chrun", 3.0}}, euler, karras);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().subject, "s_chrun");
    EXPECT_NE(unknown.error().advice.find("s_churn"), std::string::npos);
    EXPECT_FALSE(check_options({{"s_noise", -1.0}}, euler, karras));
    EXPECT_FALSE(check_options({{"s_noise", std::nan("")}}, euler, karras));
}

} // namespace
} // namespace sfumato::sampling
