// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "core/modelio/json_file.h"
#include "core/train/lr_schedule.h"
#include "tests/support/golden.h"

namespace sfumato::train {
namespace {

TEST(LrSchedules, MatchDiffusersToThePrintedDigits) {
    const auto read = modelio::read_json(testing::golden("training/lr_schedules.json"));
    ASSERT_TRUE(read) << describe(read.error());
    const std::map<std::string, LrDecay> decays = {{"constant", LrDecay::Constant}, {"constant_with_warmup", LrDecay::Constant}, {"linear", LrDecay::Linear},
                                                   {"cosine", LrDecay::Cosine}, {"cosine_with_restarts", LrDecay::CosineWithRestarts}, {"polynomial", LrDecay::Polynomial}};
    ASSERT_EQ(read->size(), decays.size());
    for (const auto &[name, decay] : decays) {
        const auto &arguments = (*read)[name]["arguments"];
        LrSchedule schedule{.decay = decay};
        schedule.warmup_steps = arguments.value("num_warmup_steps", 0);
        schedule.total_steps = arguments.value("num_training_steps", 1);
        schedule.cycles = arguments.value("num_cycles", 0.5);
        schedule.power = arguments.value("power", 1.0);
        std::int64_t step = 0;
        for (const double factor : (*read)[name]["factors"])
            EXPECT_NEAR(lr_factor(schedule, step++), factor, 1e-12) << name << " at " << step;
    }
}

TEST(LrSchedules, ByTimeWarmUpAndEndAtAHundredth) {
    const LrSchedule schedule{.decay = LrDecay::Cosine, .warmup_steps = 10};
    EXPECT_NEAR(timed_lr_factor(schedule, 0, 0.0), 0.1, 1e-12);
    EXPECT_NEAR(timed_lr_factor(schedule, 9, 0.0), 1.0, 1e-12);
    EXPECT_NEAR(timed_lr_factor(schedule, 100, 0.5), 0.505, 1e-12);
    EXPECT_NEAR(timed_lr_factor(schedule, 100, 1.0), 0.01, 1e-12);
    EXPECT_NEAR(timed_lr_factor(schedule, 100, 1.5), 0.01, 1e-12);
}

} // namespace
} // namespace sfumato::train
