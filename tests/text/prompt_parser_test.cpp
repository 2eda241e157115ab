// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompt_parser.h"

#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sfumato::text {

void PrintTo(const PromptSegment &segment, std::ostream *out) {
    if (segment.is_break)
        *out << "BREAK";
    else
        *out << '"' << segment.text << "\" x" << segment.weight;
}

namespace {

constexpr double tolerance = 1e-12; // the order of a few multiplications

struct Case {
    std::string text;
    std::vector<PromptSegment> segments;
    std::size_t issues = 0;
};

void PrintTo(const Case &test, std::ostream *out) {
    *out << test.text;
}

PromptSegment brk() {
    return {"", 1.0, true};
}

void expect_segments(const std::vector<PromptSegment> &found, const std::vector<PromptSegment> &wanted) {
    ASSERT_EQ(found.size(), wanted.size()) << testing::PrintToString(found);
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].text, wanted[i].text);
        EXPECT_NEAR(found[i].weight, wanted[i].weight, tolerance);
        EXPECT_EQ(found[i].is_break, wanted[i].is_break);
    }
}

class A1111Weights : public testing::TestWithParam<Case> {};

TEST_P(A1111Weights, AreReadAsTheWebUiReadsThem) {
    const ParsedPrompt parsed = parse_weights(GetParam().text);
    expect_segments(parsed.segments, GetParam().segments);
    EXPECT_EQ(parsed.issues.size(), GetParam().issues);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, A1111Weights,
    testing::Values(
        Case{"a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
             {{"a ", 1.0}, {"house", 1.573}, {" ", 1.1}, {"on", 1.0}, {" a ", 1.1}, {"hill", 0.55}, {", sun, ", 1.1}, {"sky", 1.4641}, {".", 1.1}},
             1},
        Case{"", {{"", 1.0}}}, Case{"()", {{"", 1.0}}}, Case{"plain", {{"plain", 1.0}}},
        Case{"(x)", {{"x", 1.1}}}, Case{"((x))", {{"x", 1.21}}}, Case{"[x]", {{"x", 1.0 / 1.1}}},
        Case{"(x:1.5)", {{"x", 1.5}}}, Case{"(x: 1.5 )", {{"x", 1.5}}}, Case{"(x:.5)", {{"x", 0.5}}},
        Case{"(x:+2)", {{"x", 2.0}}}, Case{"(x:-5)", {{"x", -5.0}}}, Case{"(x:0)", {{"x", 0.0}}},
        Case{"(a (b:1.5):1.2)", {{"a ", 1.2}, {"b", 1.8}}}, Case{"((x:1.3))", {{"x", 1.43}}},
        Case{"(a)(b)", {{"ab", 1.1}}}, Case{"(a[(b)])", {{"ab", 1.1}}}, Case{"(a:1.0) b", {{"a b", 1.0}}},
        Case{"(a [b) c]", {{"a ", 1.1}, {"b", 1.0}, {" c", 1.0 / 1.1}}},
        Case{"\\(a\\) \\[b\\] \\\\", {{"(a) [b] \\", 1.0}}}, Case{"(\\(x\\):1.5)", {{"(x)", 1.5}}},
        Case{"(a\\:1.5)", {{"a", 1.5}}, 1}, // the web UI knows no escaped colon
        Case{"a\\b", {{"ab", 1.0}}, 1}, Case{"a)", {{"a)", 1.0}}, 1}, Case{"a]b", {{"a]b", 1.0}}, 1},
        Case{"(a", {{"a", 1.1}}, 1}, Case{"[a", {{"a", 1.0 / 1.1}}, 1}, Case{"a:1.2)", {{"a:1.2)", 1.0}}, 1},
        Case{"ratio 16:9", {{"ratio 16:9", 1.0}}}, Case{"(16:9 (x))", {{"16:9 ", 1.1}, {"x", 1.21}}},
        Case{"(x:1e309)", {{"x:1e309", 1.1}}, 1}, Case{"(x:nan)", {{"x:nan", 1.1}}, 1},
        Case{"(x:1.2.3)", {{"x:1.2.3", 1.1}}, 1}, Case{"(x:inf)", {{"x:inf", 1.1}}, 1},
        Case{"(x:99999)", {{"x", 1000.0}}, 1}, Case{"(x:-99999)", {{"x", -1000.0}}, 1}));

INSTANTIATE_TEST_SUITE_P(
    Breaks, A1111Weights,
    testing::Values(Case{"a BREAK b", {{"a", 1.0}, brk(), {"b", 1.0}}}, Case{"BREAK", {brk()}},
                    Case{"aBREAK BREAKb _BREAK", {{"aBREAK BREAKb _BREAK", 1.0}}}, Case{"break", {{"break", 1.0}}},
                    Case{"a,BREAK,b", {{"a,", 1.0}, brk(), {",b", 1.0}}}, Case{"a BREAK BREAK b", {{"a", 1.0}, brk(), brk(), {"b", 1.0}}},
                    Case{"(a BREAK b:1.2) c", {{"a", 1.2}, brk(), {"b", 1.2}, {" c", 1.0}}},
                    Case{"\u00e9BREAK", {{"\u00e9BREAK", 1.0}}}, Case{"a\u3000BREAK\u3000b", {{"a", 1.0}, brk(), {"b", 1.0}}}));

class ComfyWeights : public testing::TestWithParam<Case> {};

TEST_P(ComfyWeights, AreReadAsComfyUiReadsThem) {
    const ParsedPrompt parsed = parse_weights(GetParam().text, PromptGrammar::Comfy);
    expect_segments(parsed.segments, GetParam().segments);
    EXPECT_EQ(parsed.issues.size(), GetParam().issues);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, ComfyWeights,
    testing::Values(Case{"", {{"", 1.0}}}, Case{"a (b) c", {{"a ", 1.0}, {"b", 1.1}, {" c", 1.0}}}, Case{"((x))", {{"x", 1.21}}},
                    Case{"((x:1.3))", {{"x", 1.3}}}, Case{"(a (b:1.5) c:1.2)", {{"a ", 1.2}, {"b", 1.5}, {" c", 1.2}}},
                    Case{"(a (b) c:2)", {{"a ", 2.0}, {"b", 2.2}, {" c", 2.0}}}, Case{"(x:1e1)", {{"x", 10.0}}},
                    Case{"[x:1.2]", {{"[x:1.2]", 1.0}}}, Case{"\\(x\\)", {{"(x)", 1.0}}}, Case{"(\\(x\\):1.5)", {{"(x)", 1.5}}},
                    Case{"a\\b", {{"a\\b", 1.0}}}, Case{"(:1.2)", {{":1.2", 1.1}}}, Case{"(a:b:1.5)", {{"a:b", 1.5}}},
                    Case{"(a:1.5:b)", {{"a:1.5:b", 1.1}}}, Case{"(x:nan)", {{"x:nan", 1.1}}, 1},
                    Case{"(a", {{"(a", 1.0}}, 1}, Case{"a) (b)", {{"a) ", 1.0}, {"b", 1.1}}, 1}, Case{"()", {{"", 1.0}}}));

TEST(PlainWeights, LeaveTheTextAlone) {
    const std::string text = "(a:1.2) [b] \\( BREAK";
    expect_segments(parse_weights(text, PromptGrammar::Plain).segments, {{text, 1.0}});
}

TEST(PromptIssues, PointAtTheBracket) {
    const auto issues = parse_weights("caf\u00e9 ) (").issues;
    ASSERT_EQ(issues.size(), 2u);
    EXPECT_EQ(issues[0].offset, 6u);
    EXPECT_EQ(issues[1].offset, 8u);
    EXPECT_EQ(issues[1].length, 1u);
}

TEST(PromptIssues, AreBoundedInNumber) {
    EXPECT_EQ(parse_weights(std::string(1000, ')')).issues.size(), max_prompt_issues);
}

class Grammars : public testing::TestWithParam<PromptGrammar> {};

TEST_P(Grammars, StandDeepNestingAndKeepWeightsFinite) {
    const std::size_t depth = 300'000;
    std::vector<std::string> texts = {std::string(depth, '(') + "x" + std::string(depth, ')'),
                                      std::string(depth, '[') + "x" + std::string(depth, ']'), std::string(depth, '('),
                                      std::string(depth, ')')};
    std::string pairs, colons, opening, large;
    for (std::size_t i = 0; i < depth; ++i) {
        pairs += "(a";
        colons += "(:";
        opening += "([";
    }
    for (int i = 0; i < 200; ++i)
        large += "(x";
    for (int i = 0; i < 200; ++i)
        large += ":999999999)";
    for (const std::string &text : {pairs, colons, opening, large, large + "(" + large + ":0)"})
        texts.push_back(text);
    // Anything quadratic would take minutes here and run into the test's time limit.
    for (const std::string &text : texts) {
        const ParsedPrompt parsed = parse_weights(text, GetParam());
        ASSERT_FALSE(parsed.segments.empty());
        for (const PromptSegment &segment : parsed.segments) {
            ASSERT_TRUE(std::isfinite(segment.weight));
            ASSERT_LE(std::abs(segment.weight), max_prompt_weight);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Grammars, testing::Values(PromptGrammar::A1111, PromptGrammar::Comfy, PromptGrammar::Plain));

} // namespace
} // namespace sfumato::text
