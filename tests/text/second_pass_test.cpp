// SPDX-License-Identifier: GPL-3.0-or-later
// Prompts that two passes share, as in the web UI since 1.6: dialect 4.4.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/text/prompt_schedule.h"

namespace sfumato::text {
namespace {

/// What the only part says at each step.
std::vector<std::string> said(const std::string &prompt, PassSteps pass) {
    const auto schedule = schedule_prompt(prompt, pass).value();
    std::vector<std::string> texts;
    for (int step = 1; step <= pass.steps; ++step)
        texts.push_back(schedule.at(0, step));
    return texts;
}

TEST(TwoPasses, ShareNumbersWithAPointAtOne) {
    const PassSteps second(4, 20);
    EXPECT_EQ(said("[a:b:1.5]", second), (std::vector<std::string>{"a", "a", "b", "b"}));
    EXPECT_EQ(said("[a:b:1.0]", second), (std::vector<std::string>(4, "b")));
    EXPECT_EQ(said("[a:b:0.5]", second), (std::vector<std::string>(4, "b"))) << "it has changed in the first pass";
    EXPECT_EQ(said("[a:b:2.0]", second), (std::vector<std::string>(4, "a")));
}

TEST(TwoPasses, CountStepsOnFromTheFirst) {
    const PassSteps second(4, 20);
    EXPECT_EQ(said("[a:b:21]", second), (std::vector<std::string>{"a", "b", "b", "b"}));
    EXPECT_EQ(said("[a:b:20]", second), (std::vector<std::string>(4, "b")));
    EXPECT_EQ(said("[a:b:7]", second), (std::vector<std::string>(4, "b")));
    EXPECT_EQ(said("[a|b]", second), (std::vector<std::string>{"a", "b", "a", "b"}));
}

TEST(TwoPasses, FindNothingOddInAChangeThatIsTheSecondsAlone) {
    PassSteps first(20);
    EXPECT_EQ(schedule_prompt("[a:b:1.5]", first).value().issues.size(), 1u);
    first.followed = true;
    EXPECT_TRUE(schedule_prompt("[a:b:1.5]", first).value().issues.empty());
    EXPECT_EQ(said("[a:b:1.5]", first), (std::vector<std::string>(20, "a")));
    EXPECT_EQ(schedule_prompt("[a:b:2.0]", PassSteps(4, 20)).value().issues.size(), 1u);
}

} // namespace
} // namespace sfumato::text
