// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/choices.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/text/wildcards.h"

namespace sfumato::text {
namespace {

std::string filled(std::string_view prompt, std::uint64_t seed = 1) {
    const auto result = fill_choices(prompt, seed);
    return result ? *result : describe(result.error());
}

std::map<std::string, int> drawn(std::string_view prompt, int times = 400) {
    std::map<std::string, int> seen;
    for (int seed = 0; seed < times; ++seed)
        ++seen[filled(prompt, static_cast<std::uint64_t>(seed))];
    return seen;
}

std::set<std::string> all(std::string_view prompt) {
    std::set<std::string> seen;
    for (const auto &[text, count] : drawn(prompt))
        seen.insert(text);
    return seen;
}

using Texts = std::set<std::string>;

TEST(Choices, DrawOneOfWhatStandsBetweenBars) {
    EXPECT_EQ(all("a { red | dark blue } house"), (Texts{"a red house", "a dark blue house"}));
    EXPECT_EQ(all("{a|b}{c|}"), (Texts{"ac", "bc", "a", "b"}));
    EXPECT_EQ(filled("{a|b|c|d|e|f}{a|b|c|d|e|f}{a|b|c|d|e|f}", 42), filled("{a|b|c|d|e|f}{a|b|c|d|e|f}{a|b|c|d|e|f}", 42));
}

TEST(Choices, AreDrawnAsOftenAsTheirWeightSays) {
    const auto seen = drawn("{3::often|seldom|0::never}");
    EXPECT_EQ(seen.count("never"), 0U);
    EXPECT_NEAR(seen.at("often"), 300, 40); // four standard deviations and a half
    EXPECT_EQ(all("{0::a|0::b}"), (Texts{"a", "b"})) << "where none weighs anything, all do";
    EXPECT_EQ(all("{x::a|-1::b}"), (Texts{"x::a", "-1::b"})) << "no weights";
}

TEST(Choices, DrawSeveralWithoutRepeating) {
    EXPECT_EQ(all("{2$$a|b|c}"), (Texts{"a, b", "b, a", "a, c", "c, a", "b, c", "c, b"}));
    EXPECT_EQ(all("{2$$ and $$a|b}"), (Texts{"a and b", "b and a"}));
    EXPECT_EQ(all("{1-2$$a|b}"), (Texts{"a", "b", "a, b", "b, a"}));
    EXPECT_EQ(all("{-2$$a|b}"), (Texts{"a", "b", "a, b", "b, a"}));
    EXPECT_EQ(all("{2-$$+$$a|b|c}").count("a+b+c"), 1U);
    EXPECT_EQ(all("{9$$a|b}"), (Texts{"a, b", "b, a"})) << "no more than there are";
}

TEST(Choices, LieWithinEachOtherAndLeaveSquareBracketsTheirBars) {
    EXPECT_EQ(all("{a {x|y}|b}"), (Texts{"a x", "a y", "b"}));
    EXPECT_EQ(all("{[cat|dog]|bird}"), (Texts{"[cat|dog]", "bird"}));
    EXPECT_EQ(all("({a|b}:1.2)"), (Texts{"(a:1.2)", "(b:1.2)"}));
}

TEST(Choices, OtherBracesAreText) {
    for (const char *text : {"{prompt}, oil", "{word}", "a } b { c", "{", "{{}}", "[a|b]", "{$$}", "{-$$a}"})
        EXPECT_EQ(filled(text), text);
    EXPECT_EQ(all("{{a|b}}"), (Texts{"{a}", "{b}"}));
}

TEST(Choices, TooDeepIsSaid) {
    std::string nested = "a";
    for (int n = 0; n < 100; ++n)
        nested = "{1$$" + nested + "}";
    const auto result = fill_choices(nested, 1);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::LimitExceeded);
    EXPECT_EQ(filled(std::string(100000, '{')), std::string(100000, '{'));
}

TEST(Choices, HoldWildcardsAndDrawSeveralOfTheirLines) {
    namespace fs = std::filesystem;
    std::string pattern = (fs::temp_directory_path() / "choices-XXXXXX").string();
    const fs::path folder = ::mkdtemp(pattern.data());
    std::ofstream(folder / "colour.txt") << "red\nblue\n{dark|light} green\n";
    Texts seen, pairs;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        seen.insert(*fill_wildcards("{__colour__|none}", folder, seed));
        pairs.insert(*fill_wildcards("{2$$ + $$__colour__}", folder, seed));
    }
    EXPECT_EQ(seen, (Texts{"red", "blue", "dark green", "light green", "none"}));
    EXPECT_EQ(pairs.count("red + blue"), 1U);
    EXPECT_EQ(pairs.count("red + red"), 0U);
    EXPECT_EQ(filled("{2$$__colour__}"), "__colour__") << "without a folder";
    fs::remove_all(folder);
}

} // namespace
} // namespace sfumato::text
