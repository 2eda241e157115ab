// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompt_schedule.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/text/prompt_parser.h"

namespace sfumato::text {
namespace {

using Timeline = std::vector<std::pair<int, std::string>>;

Timeline timeline(const PromptSchedule &schedule, std::size_t part = 0) {
    Timeline out;
    for (const ScheduledText &entry : schedule.parts.at(part).schedule)
        out.emplace_back(entry.last_step, schedule.texts.at(entry.text));
    return out;
}

struct Case {
    std::string prompt;
    Timeline timeline;
    std::size_t issues = 0;
    int steps = 20;
};

void PrintTo(const Case &test, std::ostream *out) {
    *out << test.prompt;
}

class Schedules : public testing::TestWithParam<Case> {};

TEST_P(Schedules, AreReadAsTheWebUiReadsThem) {
    const auto schedule = schedule_prompt(GetParam().prompt, GetParam().steps);
    ASSERT_TRUE(schedule) << describe(schedule.error());
    ASSERT_EQ(schedule->parts.size(), 1u);
    EXPECT_EQ(timeline(*schedule), GetParam().timeline);
    EXPECT_EQ(schedule->issues.size(), GetParam().issues);
    EXPECT_EQ(schedule->parts[0].schedule.back().last_step, GetParam().steps);
}

INSTANTIATE_TEST_SUITE_P(
    Editing, Schedules,
    testing::Values(
        Case{"", {{20, ""}}}, Case{"a cat", {{20, "a cat"}}}, Case{"[cat:dog:0.25]", {{5, "cat"}, {20, "dog"}}},
        Case{"a [cat:dog:7] b", {{7, "a cat b"}, {20, "a dog b"}}}, Case{"a[ big:0.5]", {{10, "a"}, {20, "a big"}}},
        Case{"a[ big::0.5]", {{10, "a big"}, {20, "a"}}}, Case{"[:b:0.5]", {{10, ""}, {20, "b"}}},
        Case{"[a:b: 10 ]", {{10, "a"}, {20, "b"}}}, Case{"[a:b:1]", {{1, "a"}, {20, "b"}}},
        Case{"[a:b:1.0]", {{20, "a"}}, 1}, Case{"[a:b:0]", {{20, "b"}}}, Case{"[a:b:-3]", {{20, "b"}}},
        Case{"[a:b:99]", {{20, "a"}}, 1}, Case{"[a:b:1e99999]", {{20, "a"}}, 1}, Case{"[a:b:.5]", {{10, "a"}, {20, "b"}}},
        Case{"[a:b:0.33]", {{6, "a"}, {20, "b"}}}, Case{"[a:[b:c:0.5]:0.25]", {{5, "a"}, {10, "b"}, {20, "c"}}},
        Case{"[[a:b:0.25]:c:0.5]", {{5, "a"}, {10, "b"}, {20, "c"}}},
        Case{"[a:b:0.25] [c:d:0.5]", {{5, "a c"}, {10, "b c"}, {20, "b d"}}},
        Case{"[(a:1.2):(b:0.8):0.5]", {{10, "(a:1.2)"}, {20, "(b:0.8)"}}},
        Case{"([a:b:0.5]:1.3)", {{10, "(a:1.3)"}, {20, "(b:1.3)"}}}, Case{"[a:b:0.5]", {{1, "a"}, {3, "b"}}, 0, 3}));

INSTANTIATE_TEST_SUITE_P(
    Alternation, Schedules,
    testing::Values(Case{"[a|b]", {{1, "a"}, {2, "b"}, {3, "a"}, {4, "b"}}, 0, 4},
                    Case{"x [a|b|c] y", {{1, "x a y"}, {2, "x b y"}, {3, "x c y"}, {4, "x a y"}}, 0, 4},
                    Case{"[fe|]male", {{1, "female"}, {2, "male"}, {3, "female"}}, 0, 3}, Case{"[|]", {{3, ""}}, 0, 3},
                    Case{"[a|a]", {{3, "a"}}, 0, 3}, Case{"[[a|b]|c]", {{1, "a"}, {2, "c"}, {3, "a"}, {4, "c"}}, 0, 4},
                    Case{"[[a:b:2]|c]", {{1, "a"}, {2, "c"}, {3, "b"}, {4, "c"}}, 0, 4},
                    Case{"[(a:1.2)|(b)]", {{1, "(a:1.2)"}, {2, "(b)"}}, 0, 2}));

INSTANTIATE_TEST_SUITE_P(
    Text, Schedules,
    testing::Values(
        Case{"[a]", {{20, "[a]"}}}, Case{"[]", {{20, "[]"}}}, Case{"(a:1.2) [b]", {{20, "(a:1.2) [b]"}}},
        Case{"a:b", {{20, "a:b"}}}, Case{"\\[a:b:0.5\\]", {{20, "\\[a:b:0.5\\]"}}}, Case{"a \\| b", {{20, "a \\| b"}}},
        Case{"tail\\", {{20, "tail\\"}}}, Case{"[a:b:", {{20, "[a:b:"}}, 1}, Case{"[a:b]", {{20, "[a:b]"}}, 1},
        Case{"[a:b:c:0.5]", {{20, "[a:b:c:0.5]"}}, 1}, Case{"[a:b:0.5.5]", {{20, "[a:b:0.5.5]"}}, 1},
        Case{"[a:b:nan]", {{20, "[a:b:nan]"}}, 1}, Case{"[a:(b:0.5]", {{20, "[a:(b:0.5]"}}, 1},
        Case{"[x [a:b] : y : 0.5]", {{20, "[x [a:b] : y : 0.5]"}}, 1}, Case{"( [a:b:0.5]", {{10, "( a"}, {20, "( b"}}},
        Case{"] [a:b:0.5]", {{10, "] a"}, {20, "] b"}}}, Case{"[x:y] [a:b:0.5]", {{10, "[x:y] a"}, {20, "[x:y] b"}}, 1},
        Case{"[x [a:b:0.5] : y", {{10, "[x a : y"}, {20, "[x b : y"}}, 1}));

INSTANTIATE_TEST_SUITE_P(
    GrammarErrors, Schedules,
    testing::Values(Case{"a | b [c:d:0.5]", {{20, "a | b [c:d:0.5]"}}, 1}, Case{"[a|b:0.5] [c:d:0.5]", {{20, "[a|b:0.5] [c:d:0.5]"}}, 1},
                    Case{"(a|b) [c:d:0.5]", {{20, "(a|b) [c:d:0.5]"}}, 1}, Case{"[a|b", {{20, "[a|b"}}, 1},
                    Case{"[a|(b] [c:d:0.5]", {{20, "[a|(b] [c:d:0.5]"}}, 1}));

struct Parts {
    std::string prompt;
    std::vector<std::pair<std::string, double>> parts;
};

void PrintTo(const Parts &test, std::ostream *out) {
    *out << test.prompt;
}

class Compositions : public testing::TestWithParam<Parts> {};

TEST_P(Compositions, AreSplitAndWeighed) {
    const auto schedule = schedule_prompt(GetParam().prompt, 20).value();
    ASSERT_EQ(schedule.parts.size(), GetParam().parts.size());
    for (std::size_t i = 0; i < schedule.parts.size(); ++i) {
        EXPECT_EQ(schedule.at(i, 1), GetParam().parts[i].first);
        EXPECT_DOUBLE_EQ(schedule.parts[i].weight, GetParam().parts[i].second);
    }
}

INSTANTIATE_TEST_SUITE_P(
    And, Compositions,
    testing::Values(Parts{"a AND b", {{"a ", 1.0}, {" b", 1.0}}}, Parts{"a:1.2 AND b : -0.5 ", {{"a", 1.2}, {" b", -0.5}}},
                    Parts{"sAND ANDb _AND and", {{"sAND ANDb _AND and", 1.0}}}, Parts{"a AND b:1e9 AND :-1", {{"a ", 1.0}, {" b:1e9 ", 1.0}, {"", -1.0}}},
                    Parts{"(a:1.2) AND [b:c:0.5]", {{"(a:1.2) ", 1.0}, {" b", 1.0}}}, Parts{"a:5. AND b:.5 AND c:+2", {{"a", 5.0}, {" b", 0.5}, {" c", 2.0}}},
                    Parts{"a AND b:1.2.3 AND c:.", {{"a ", 1.0}, {" b:1.2.3 ", 1.0}, {" c:.", 1.0}}},
                    Parts{"a:99999999999 AND b", {{"a", 1000.0}, {" b", 1.0}}}, Parts{"all:1.5", {{"all", 1.5}}}, Parts{"AND", {{"", 1.0}, {"", 1.0}}}));

TEST(AndParts, AreLeftAloneInNegativePrompts) {
    const auto schedule = schedule_prompt("a AND b:1.2", 20, Composition::One).value();
    ASSERT_EQ(schedule.parts.size(), 1u);
    EXPECT_EQ(schedule.at(0, 1), "a AND b:1.2");
    EXPECT_EQ(schedule.parts[0].weight, 1.0);
}

TEST(AndParts, AreLimitedInNumber) {
    std::string prompt;
    for (int i = 0; i < 64; ++i)
        prompt += "a AND ";
    const auto schedule = schedule_prompt(prompt, 20);
    ASSERT_FALSE(schedule);
    EXPECT_EQ(schedule.error().code, ErrorCode::LimitExceeded);
}

TEST(AndParts, KeepTheirOwnSchedules) {
    const auto schedule = schedule_prompt("[a:b:0.5] AND c | d AND [e|f]:0.5", 4).value();
    ASSERT_EQ(schedule.parts.size(), 3u);
    EXPECT_EQ(timeline(schedule, 0), (Timeline{{2, "a "}, {4, "b "}}));
    EXPECT_EQ(timeline(schedule, 1), (Timeline{{4, " c | d "}}));
    EXPECT_EQ(timeline(schedule, 2), (Timeline{{1, " e"}, {2, " f"}, {3, " e"}, {4, " f"}}));
    EXPECT_EQ(schedule.at(0, 2), "a ");
    EXPECT_EQ(schedule.at(0, 3), "b ");
}

TEST(ScheduledTexts, AreNamedOnce) {
    const auto schedule = schedule_prompt("[a|b]", 100).value();
    EXPECT_EQ(schedule.texts, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(schedule.parts[0].schedule.size(), 100u);
}

TEST(ScheduledTexts, AreLimitedInSize) {
    std::string prompt(800'000, 'x');
    prompt += "[0";
    for (int i = 1; i < 1000; ++i)
        prompt.append(1, '|').append(std::to_string(i));
    const auto schedule = schedule_prompt(prompt + "]", 1000);
    ASSERT_FALSE(schedule);
    EXPECT_EQ(schedule.error().code, ErrorCode::LimitExceeded);
}

TEST(NetworkTags, AreTakenOutListedAndReported) {
    const auto schedule = schedule_prompt("a <lora:fur:0.8> b<lyco:x/y:te=0.5:unet=1>c <other:z> <b>bold</b>", 20).value();
    EXPECT_EQ(schedule.at(0, 1), "a  bc  <b>bold</b>");
    ASSERT_EQ(schedule.networks.size(), 3u);
    EXPECT_EQ(schedule.networks[0].type, "lora");
    EXPECT_EQ(schedule.networks[0].name, "fur");
    EXPECT_EQ(schedule.networks[0].arguments, std::vector<std::string>{"0.8"});
    EXPECT_EQ(schedule.networks[0].offset, 2u);
    EXPECT_EQ(schedule.networks[0].length, 14u);
    EXPECT_EQ(schedule.networks[1].name, "x/y");
    EXPECT_EQ(schedule.networks[1].arguments, (std::vector<std::string>{"te=0.5", "unet=1"}));
    ASSERT_EQ(schedule.issues.size(), 1u);
    EXPECT_EQ(schedule.issues[0].message, "other \"z\" does nothing in this version");
    EXPECT_EQ(schedule.issues[0].offset, schedule.networks[2].offset);
}

TEST(NetworkTags, AreRefusedWhenMalformed) {
    for (const char *prompt : {"<lora:../../x:1>", "<lora:a/../b:1>", "<lora:/etc/x:1>", "<lora:a:b:c>", "<lora::>", "<lora::1>",
                               "<lora:a:nan>", "<lyco:a:1e999>", "<hypernet:a\\b:1>"}) {
        const auto schedule = schedule_prompt(prompt, 20);
        ASSERT_FALSE(schedule) << prompt;
        EXPECT_EQ(schedule.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(schedule.error().reason.find("<"), std::string::npos);
    }
}

TEST(Skeleton, LeavesWordsAndWeightsAtTheirPlaces) {
    const auto schedule = schedule_prompt("<lora:x:1>a [b:(c:1.2):0.5] AND [d|e] :2 ", 20).value();
    EXPECT_EQ(schedule.skeleton, "          a  b (c:1.2)           d e     ");
    EXPECT_TRUE(parse_weights(schedule.skeleton).issues.empty());
}

TEST(Skeleton, IsThePromptWhereThereIsNoSchedule) {
    for (const std::string prompt : {"", "a (b:1.2) [c]", "a | [b:c:0.5]", "[a:b:"})
        EXPECT_EQ(schedule_prompt(prompt, 20).value().skeleton, prompt);
}

TEST(ScheduleIssues, PointIntoThePromptBehindTags) {
    const auto schedule = schedule_prompt("<lora:x:1>a AND b | c", 20).value();
    ASSERT_EQ(schedule.issues.size(), 1u);
    EXPECT_EQ(schedule.issues[0].offset, 18u);
}

TEST(ScheduledTexts, NeedOneToAThousandSteps) {
    EXPECT_FALSE(schedule_prompt("a", 0));
    EXPECT_FALSE(schedule_prompt("a", 1001));
}

} // namespace
} // namespace sfumato::text
