// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/bpe_tokenizer.h"
#include "ui/prompt/prompt_history.h"
#include "ui/prompt/prompt_reading.h"
#include "ui/prompt/prompt_weight.h"

namespace sfumato::ui {
namespace {

QStringList spansOf(const QString &prompt, SpanKind kind) {
    QStringList texts;
    for (const auto &span : readPrompt(prompt, 20).spans)
        if (span.kind == kind)
            texts << prompt.mid(span.begin, span.length);
    return texts;
}

TEST(PromptReading, FindsWeightsSchedulesTagsAndBreaks) {
    const QString prompt = QStringLiteral("an old (oak tree:1.2) in [spring:autumn:0.5], <lora:gouache:0.7>, ((deep) blue) BREAK fog");
    EXPECT_EQ(spansOf(prompt, SpanKind::Weight), QStringList({QStringLiteral("(oak tree:1.2)"), QStringLiteral("((deep) blue)")}));
    EXPECT_EQ(spansOf(prompt, SpanKind::Schedule), QStringList({QStringLiteral("[spring:autumn:0.5]")}));
    EXPECT_EQ(spansOf(prompt, SpanKind::Network), QStringList({QStringLiteral("<lora:gouache:0.7>")}));
    EXPECT_EQ(spansOf(prompt, SpanKind::Break), QStringList({QStringLiteral("BREAK")}));
    EXPECT_TRUE(readPrompt(QStringLiteral("an (oak:1.2) in [spring:autumn:0.5]"), 20).problems.empty());
}

TEST(PromptReading, CountsInTheEditorsUnitsAfterCharactersOutsideTheBasicPlane) {
    EXPECT_EQ(spansOf(QString::fromUtf8("ä 🌳 (oak:1.2)"), SpanKind::Weight), QStringList({QStringLiteral("(oak:1.2)")}));
}

TEST(PromptReading, EscapedBracketsAreNoWeights) { EXPECT_TRUE(spansOf(QStringLiteral("a \\(real\\) tree"), SpanKind::Weight).isEmpty()); }

TEST(PromptReading, TellsWhereAndWhyAPromptIsOdd) {
    const auto reading = readPrompt(QStringLiteral("fine, (oak tree"), 20);
    ASSERT_EQ(reading.problems.size(), 1U);
    EXPECT_EQ(reading.problems[0].begin, 6);
    EXPECT_FALSE(reading.problems[0].reason.isEmpty());
}

TEST(PromptReading, ChoicesAndWildcardsThatExistAreColouredAndOthersUnderlined) {
    const QString prompt = QStringLiteral("ä __colour__ {cat|big dog} in __a/b__, __missing__, snake_case, a__b, {prompt}, {tree}");
    const auto reading = readPrompt(prompt, 20, {QStringLiteral("colour"), QStringLiteral("a/b")});
    QStringList underlined, coloured;
    for (const auto &problem : reading.problems)
        underlined << prompt.mid(problem.begin, problem.length);
    for (const auto &span : reading.spans) {
        coloured << prompt.mid(span.begin, span.length);
        EXPECT_EQ(span.kind, SpanKind::Wildcard);
    }
    EXPECT_EQ(underlined, QStringList({QStringLiteral("{tree}"), QStringLiteral("__missing__")}));
    EXPECT_EQ(coloured, QStringList({QStringLiteral("{cat|big dog}"), QStringLiteral("__colour__"), QStringLiteral("__a/b__")}));
    EXPECT_TRUE(reading.problems[0].reason.contains(QStringLiteral("{a|b}")));
    EXPECT_TRUE(reading.problems[1].reason.contains(QStringLiteral("missing.txt")));
}

TEST(PromptReading, CountsTokensOfTheLongestTextInSequencesOf75) {
    const auto tokenizer = text::BpeTokenizer::load(SFUMATO_TEST_DATA "/golden/sd1/model/tokenizer");
    ASSERT_TRUE(tokenizer) << describe(tokenizer.error());
    EXPECT_EQ(countTokens({}, 20, *tokenizer), (TokenCount{0, 75}));
    const auto one = countTokens(QStringLiteral("a"), 20, *tokenizer).tokens;
    EXPECT_EQ(countTokens(QStringLiteral("[a:a a a:0.5]"), 20, *tokenizer).tokens, 3 * one);
    const auto many = countTokens(QStringLiteral("a ").repeated(80), 20, *tokenizer);
    EXPECT_EQ(many.room, 75 * ((80 * one + 74) / 75));
}

PromptSelection at(const QString &text, const QString &selected) {
    const int begin = static_cast<int>(text.indexOf(selected));
    return {text, begin, begin + static_cast<int>(selected.size())};
}

TEST(PromptWeight, WeighsTheSelectionAndKeepsItSelected) {
    const auto weighed = changeWeight(at(QStringLiteral("an oak tree here"), QStringLiteral("oak tree")), 0.1);
    EXPECT_EQ(weighed, at(QStringLiteral("an (oak tree:1.1) here"), QStringLiteral("oak tree")));
    EXPECT_EQ(changeWeight(weighed, 0.1).text, QStringLiteral("an (oak tree:1.2) here"));
}

TEST(PromptWeight, WeighsTheWordAtTheCursor) {
    EXPECT_EQ(changeWeight({QStringLiteral("an oak tree"), 4, 4}, -0.1).text, QStringLiteral("an (oak:0.9) tree"));
}

TEST(PromptWeight, TakesTheBracketsAwayAtOne) {
    EXPECT_EQ(changeWeight(at(QStringLiteral("(oak:1.1)"), QStringLiteral("oak")), -0.1), at(QStringLiteral("oak"), QStringLiteral("oak")));
}

TEST(PromptWeight, ChangesTheWeightOfATag) {
    EXPECT_EQ(changeWeight(at(QStringLiteral("x <lora:gouache:0.7>"), QStringLiteral("gouache")), 0.1).text, QStringLiteral("x <lora:gouache:0.8>"));
}

TEST(PromptWeight, LeavesAnEmptyPlaceAlone) {
    const PromptSelection nothing{QStringLiteral("a  b"), 2, 2};
    EXPECT_EQ(changeWeight(nothing, 0.1), nothing);
}

TEST(PromptHistory, WalksBackAndForthAndReturnsToTheDraft) {
    PromptHistory history;
    history.add(QStringLiteral("one"));
    history.add(QStringLiteral("two"));
    history.add(QStringLiteral("one")); // moves to the end
    EXPECT_EQ(history.prompts(), QStringList({QStringLiteral("two"), QStringLiteral("one")}));
    EXPECT_EQ(history.older(QStringLiteral("draft")), QStringLiteral("one"));
    EXPECT_EQ(history.older(QStringLiteral("one")), QStringLiteral("two"));
    EXPECT_TRUE(history.older(QStringLiteral("two")).isNull());
    EXPECT_EQ(history.newer(), QStringLiteral("one"));
    EXPECT_EQ(history.newer(), QStringLiteral("draft"));
    EXPECT_TRUE(history.newer().isNull());
}

} // namespace
} // namespace sfumato::ui
