// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service/infotext.h"

#include <gtest/gtest.h>

namespace sfumato::service {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// The invented example of the format's description: every kind of value in one text.
constexpr const char *example =
    "a red fox, (soft light:1.2) <lora:fur:0.8>\n"
    "Negative prompt: blurry\n"
    "Steps: 24, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 42, Size: 768x512, "
    "Model hash: 0a1b2c3d4e, Model: mymodel, Denoising strength: 0.45, Clip skip: 2, RNG: CPU, Hires upscale: 1.5, "
    "Hires steps: 12, Hires upscaler: Latent, Lora hashes: \"fur: 0123456789ab\", Version: v1.10.1";

TEST(Infotext, ReadsPromptsAndEveryParameter) {
    const Infotext info = readInfotext(example);
    EXPECT_EQ(info.prompt, "a red fox, (soft light:1.2) <lora:fur:0.8>");
    EXPECT_EQ(info.negative, "blurry");
    ASSERT_EQ(info.parameters.size(), 16U);
    EXPECT_EQ(info.parameters.front(), (std::pair<std::string, std::string>("Steps", "24")));
    EXPECT_EQ(info.find("Lora hashes"), "fur: 0123456789ab");
    EXPECT_EQ(info.find("Version"), "v1.10.1");
}

TEST(Infotext, WritesBackWhatItRead) {
    EXPECT_EQ(writeInfotext(readInfotext(example)), example);
}

TEST(Infotext, QuotesValuesWithCommaColonOrLineBreak) {
    const Infotext info{"p", "", {{"A", "x, y"}, {"B", "k: v"}, {"Cc", "two\nlines"}, {"Dd", "\xC3\xA4, \"q\""}}};
    const std::string text = writeInfotext(info);
    EXPECT_EQ(text, "p\nA: \"x, y\", B: \"k: v\", Cc: \"two\\nlines\", Dd: \"\xC3\xA4, \\\"q\\\"\"");
}

TEST(Infotext, KeepsAwkwardValuesThroughWritingAndReading) {
    const Infotext info{"first\n\nthird", "n1\nn2",
                        {{"Steps", "20"}, {"Hires prompt", "a, \"b\": c\\d\nnext"}, {"Sampler", "DPM++ 2M, weird"}, {"Seed", "7"}}};
    const Infotext again = readInfotext(writeInfotext(info));
    EXPECT_EQ(again.prompt, info.prompt);
    EXPECT_EQ(again.negative, info.negative);
    EXPECT_EQ(again.parameters, info.parameters);
}

TEST(Infotext, ReadsPromptsOfSeveralLines) {
    const Infotext info = readInfotext("  one \n two\nNegative prompt: three\nfour\nSteps: 1, Sampler: Euler, Seed: 2");
    EXPECT_EQ(info.prompt, "one\ntwo");
    EXPECT_EQ(info.negative, "three\nfour");
}

TEST(Infotext, TakesALineOfFewerThanThreePairsForText) {
    const Infotext info = readInfotext("a prompt\nSteps: 20, Seed: 1");
    EXPECT_EQ(info.prompt, "a prompt\nSteps: 20, Seed: 1");
    EXPECT_TRUE(info.parameters.empty());
}

TEST(Infotext, ReadsAParameterLineAlone) {
    const Infotext info = readInfotext("Steps: 20, Sampler: Euler, Seed: 1");
    EXPECT_EQ(info.prompt, "");
    EXPECT_EQ(info.parameters.size(), 3U);
}

TEST(Infotext, ReadsCarriageReturns) {
    const Infotext info = readInfotext("Steps: 20, not a parameter\r\nSteps: 9, Sampler: Euler, Seed: 5");
    EXPECT_EQ(info.prompt, "Steps: 20, not a parameter");
    EXPECT_EQ(info.find("Steps"), "9");
    EXPECT_EQ(info.find("Seed"), "5");
}

TEST(Infotext, KeepsABrokenQuoteAsItStands) {
    const Infotext info = readInfotext("p\nSteps: 9, Sampler: \"Euler, Seed: 5, Extra: \"x\" y");
    EXPECT_EQ(info.find("Sampler"), "\"Euler");
    EXPECT_EQ(info.find("Seed"), "5");
    EXPECT_EQ(info.find("Extra"), "\"x\" y");
}

TEST(Infotext, WritesAKeyThatEqualsItsValueAlone) {
    EXPECT_EQ(writeInfotext({"p", "", {{"Steps", "1"}, {"Tiling", "Tiling"}}}), "p\nSteps: 1, Tiling");
}

TEST(Infotext, ReadsHugeTextsInProportionalTime) {
    // A reader that starts anew at every letter would need hours for this; the limit of the test run is minutes.
    const std::string words(4 << 20, 'a');
    EXPECT_TRUE(readInfotext(words).parameters.empty());
    std::string quotes = "p\n";
    for (int i = 0; i < 300'000; ++i)
        quotes += "kk: \"\\\"";
    EXPECT_FALSE(readInfotext(quotes).prompt.empty());
}

TEST(Infotext, SettingsSplitSizesAndFillWhatA1111LeavesOut) {
    const auto settings = settingsOf(readInfotext("p\nSteps: 20, Sampler: DPM++ 2M Karras, Seed: 1, Size: 768x512"));
    EXPECT_EQ(settings.at("Size-1"), "768");
    EXPECT_EQ(settings.at("Size-2"), "512");
    EXPECT_EQ(settings.at("Sampler"), "DPM++ 2M");
    EXPECT_EQ(settings.at("Schedule type"), "Karras");
    EXPECT_EQ(settings.at("Clip skip"), "1");
    EXPECT_EQ(settings.at("RNG"), "GPU");
}

TEST(Infotext, PrintsNumbersAsPythonDoes) {
    EXPECT_EQ(pythonNumber(7.0), "7.0");
    EXPECT_EQ(pythonNumber(0.55), "0.55");
    EXPECT_EQ(pythonNumber(1e-5), "1e-05");
    EXPECT_EQ(pythonNumber(-2.0), "-2.0");
    EXPECT_EQ(pythonNumber(1e16), "1e+16");
}

} // namespace
} // namespace sfumato::service
