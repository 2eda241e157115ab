// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompt_chunks.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/text/golden_tokenizer.h"

namespace sfumato::text {
namespace {

using Ids = std::vector<std::int32_t>;
constexpr std::int32_t bos = 826, eos = 827, comma = 267;

std::string repeated(const std::string &text, int times) {
    std::string out;
    while (times-- > 0)
        out += text;
    return out;
}

ChunkedPrompt chunks_of(const std::string &prompt, ChunkRules rules = {}, const BpeTokenizer &tokenizer = golden_tokenizer()) {
    const auto grammar = rules.chunking == Chunking::Truncate    ? PromptGrammar::Plain
                         : rules.chunking == Chunking::KeepShort ? PromptGrammar::Comfy
                                                                 : PromptGrammar::A1111;
    return chunk_prompt(parse_weights(prompt, grammar).segments, tokenizer, rules);
}

/// The tokens between bos and the first eos.
Ids content(const PromptChunk &chunk) {
    return {chunk.ids.begin() + 1, std::find(chunk.ids.begin(), chunk.ids.end(), eos)};
}

Ids all_content(const ChunkedPrompt &prompt) {
    Ids out;
    for (const PromptChunk &chunk : prompt.chunks) {
        const Ids part = content(chunk);
        out.insert(out.end(), part.begin(), part.end());
    }
    return out;
}

const std::int32_t cat = golden_tokenizer().encode("boat").at(0); // one token; this vocabulary has no cat

TEST(Chunks, OfAnEmptyPromptAreOneOfPadding) {
    const ChunkedPrompt empty = chunks_of("");
    ASSERT_EQ(empty.chunks.size(), 1u);
    Ids wanted(77, eos);
    wanted[0] = bos;
    EXPECT_EQ(empty.chunks[0].ids, wanted);
    EXPECT_EQ(empty.chunks[0].weights, std::vector<float>(77, 1.0f));
    EXPECT_EQ(empty.tokens, 0u);
    EXPECT_EQ(empty_chunk(golden_tokenizer()).ids, wanted);
}

TEST(Chunks, PadWithZeroAfterTheFirstEos) {
    const ChunkedPrompt prompt = chunks_of("boat", {}, zero_padded_tokenizer());
    Ids wanted(77, 0);
    wanted[0] = bos;
    wanted[1] = cat;
    wanted[2] = eos;
    EXPECT_EQ(prompt.chunks.at(0).ids, wanted);
}

TEST(Chunks, HoldSeventyFiveTokens) {
    EXPECT_EQ(chunks_of(repeated("boat ", 75)).chunks.size(), 1u);
    const ChunkedPrompt over = chunks_of(repeated("boat ", 76));
    ASSERT_EQ(over.chunks.size(), 2u);
    EXPECT_EQ(content(over.chunks[0]).size(), 75u);
    EXPECT_EQ(content(over.chunks[1]), Ids{cat});
    EXPECT_EQ(over.tokens, 76u);
}

TEST(CommaRule, LetsACommaBeginTheNextChunk) {
    // Spec: "cat, " x40 is 80 tokens; the first chunk ends in the word, the second begins with the comma.
    const ChunkedPrompt prompt = chunks_of(repeated("boat, ", 40));
    ASSERT_EQ(prompt.chunks.size(), 2u);
    EXPECT_EQ(content(prompt.chunks[0]).size(), 75u);
    EXPECT_EQ(content(prompt.chunks[0]).back(), cat);
    EXPECT_EQ(content(prompt.chunks[1]), (Ids{comma, cat, comma, cat, comma}));
}

TEST(CommaRule, MovesWhatFollowsANearComma) {
    // 60 words, a comma (position 60), 20 words: the 76th token moves the 14 after the comma along.
    const ChunkedPrompt prompt = chunks_of(repeated("boat ", 60) + ", " + repeated("boat ", 20));
    ASSERT_EQ(prompt.chunks.size(), 2u);
    EXPECT_EQ(content(prompt.chunks[0]).size(), 61u);
    EXPECT_EQ(content(prompt.chunks[0]).back(), comma);
    EXPECT_EQ(content(prompt.chunks[1]).size(), 20u);
}

TEST(CommaRule, LooksBackTwentyTokensAndNoFurther) {
    const auto first = [](int words, ChunkRules rules = {}) {
        return content(chunks_of(repeated("boat ", words) + ", " + repeated("boat ", 40), rules).chunks.at(0)).size();
    };
    EXPECT_EQ(first(55), 56u); // 75 - 55 = 20
    EXPECT_EQ(first(54), 75u);
    EXPECT_EQ(first(70, {Chunking::CommaRule, 0}), 75u);
}

TEST(CommaRule, MovesWeightsWithTheirTokens) {
    const ChunkedPrompt prompt = chunks_of(repeated("boat ", 70) + ", (" + repeated("boat ", 10) + ":1.5)");
    ASSERT_EQ(prompt.chunks.size(), 2u);
    EXPECT_EQ(content(prompt.chunks[0]).size(), 71u);
    for (std::size_t i = 0; i < 77; ++i) {
        EXPECT_EQ(prompt.chunks[0].weights[i], 1.0f);
        EXPECT_EQ(prompt.chunks[1].weights[i], i >= 1 && i <= 10 ? 1.5f : 1.0f) << i;
    }
}

TEST(Breaks, EndAChunk) {
    const ChunkedPrompt prompt = chunks_of("boat BREAK boat boat");
    ASSERT_EQ(prompt.chunks.size(), 2u);
    EXPECT_EQ(content(prompt.chunks[0]), Ids{cat});
    EXPECT_EQ(content(prompt.chunks[1]), (Ids{cat, cat}));
    EXPECT_EQ(chunks_of("BREAK").chunks.size(), 1u);
    EXPECT_EQ(chunks_of("boat BREAK").chunks.size(), 1u);
    EXPECT_EQ(chunks_of("BREAK boat").chunks.size(), 2u);
    EXPECT_EQ(chunks_of("boat BREAK BREAK boat").chunks.size(), 3u);
}

TEST(Breaks, ForgetTheCommaBeforeThem) {
    const ChunkedPrompt prompt = chunks_of("boat, BREAK " + repeated("boat ", 76));
    ASSERT_EQ(prompt.chunks.size(), 3u);
    EXPECT_EQ(content(prompt.chunks[1]).size(), 75u);
}

TEST(KeepShort, MovesShortSegmentsWhole) {
    const ChunkedPrompt prompt = chunks_of(repeated("boat ", 73) + "(boat boat boat:1.2) boat", {Chunking::KeepShort});
    ASSERT_EQ(prompt.chunks.size(), 2u);
    EXPECT_EQ(content(prompt.chunks[0]).size(), 73u);
    EXPECT_EQ(content(prompt.chunks[1]).size(), 4u);
    EXPECT_FLOAT_EQ(prompt.chunks[1].weights[3], 1.2f);
    EXPECT_FLOAT_EQ(prompt.chunks[1].weights[4], 1.0f);
}

TEST(KeepShort, CutsLongSegmentsAtTheEdge) {
    const ChunkedPrompt prompt = chunks_of(repeated("boat ", 73) + "(" + repeated("boat ", 8) + ":1.2)", {Chunking::KeepShort});
    ASSERT_EQ(prompt.chunks.size(), 2u);
    EXPECT_EQ(content(prompt.chunks[0]).size(), 75u);
    EXPECT_EQ(content(prompt.chunks[1]).size(), 6u);
}

TEST(KeepShort, EndsEvenWithTinySequences) {
    Vocabulary vocabulary = golden_tokenizer().vocabulary();
    vocabulary.max_length = 4;
    const auto tiny = BpeTokenizer::create(vocabulary).value();
    EXPECT_EQ(chunks_of("boat boat boat boat boat", {Chunking::KeepShort}, tiny).chunks.size(), 3u);
}

TEST(Truncate, KeepsOneChunkAndReportsTheRest) {
    const ChunkedPrompt prompt = chunks_of(repeated("boat ", 75) + "red house", {Chunking::Truncate});
    ASSERT_EQ(prompt.chunks.size(), 1u);
    EXPECT_EQ(content(prompt.chunks[0]).size(), 75u);
    EXPECT_EQ(prompt.tokens, 77u);
    ASSERT_EQ(prompt.issues.size(), 1u);
    EXPECT_NE(prompt.issues[0].message.find("\"red house\""), std::string::npos) << prompt.issues[0].message;
    EXPECT_TRUE(chunks_of(repeated("boat ", 75), {Chunking::Truncate}).issues.empty());
}

TEST(Chunks, ReportSpecialTokensInTheText) {
    EXPECT_EQ(chunks_of("boat <|endoftext|> house").issues.size(), 1u);
    EXPECT_TRUE(chunks_of("boat house").issues.empty());
}

class EveryRule : public testing::TestWithParam<Chunking> {};

TEST_P(EveryRule, KeepsEveryTokenOfWeightlessText) {
    const std::string words[] = {"boat ", "house, ", "caf\u00e9 ", "xylophonists ", "12 ", ", ", "\U0001F680 ", "don't "};
    unsigned state = 12345;
    for (int length : {0, 1, 10, 40, 75, 100, 500, 3000}) {
        std::string text;
        for (int i = 0; i < length; ++i) {
            state = state * 1664525u + 1013904223u;
            text += words[state >> 29];
        }
        const ChunkedPrompt prompt = chunks_of(text, {GetParam()});
        EXPECT_EQ(all_content(prompt), golden_tokenizer().encode(text));
        for (const PromptChunk &chunk : prompt.chunks) {
            ASSERT_EQ(chunk.ids.size(), 77u);
            ASSERT_EQ(chunk.weights.size(), 77u);
            EXPECT_EQ(chunk.ids.front(), bos);
            EXPECT_EQ(chunk.ids.back(), eos);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, EveryRule, testing::Values(Chunking::CommaRule, Chunking::KeepShort));

} // namespace
} // namespace sfumato::text
