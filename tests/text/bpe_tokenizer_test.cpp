// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_tokenizer.h"

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/text/byte_symbols.h"
#include "tests/text/golden_tokenizer.h"

namespace sfumato::text {
namespace {

using Ids = std::vector<std::int32_t>;

TEST(BpeTokenizer, ReproducesEveryReferenceCase) {
    std::ifstream file(golden_tokenizer_folder() / "cases.json");
    const auto cases = nlohmann::json::parse(file).at("cases");
    ASSERT_EQ(cases.size(), 56u);
    for (const auto &entry : cases)
        EXPECT_EQ(golden_tokenizer().encode(entry.at("text").get<std::string>()), entry.at("ids").get<Ids>())
            << entry.at("text");
}

TEST(BpeTokenizer, KnowsItsSpecialIds) {
    const BpeTokenizer &tokenizer = golden_tokenizer();
    EXPECT_EQ(tokenizer.vocab_size(), 828);
    EXPECT_EQ(tokenizer.bos(), 826);
    EXPECT_EQ(tokenizer.eos(), 827);
    EXPECT_EQ(tokenizer.pad(), 827);
    EXPECT_EQ(tokenizer.max_length(), 77);
    EXPECT_EQ(tokenizer.find(",</w>"), 267);
    EXPECT_EQ(tokenizer.find("no such token"), std::nullopt);
}

TEST(BpeTokenizer, NumbersBytesInClipsOrder) {
    // Spec section 2: 33-126 are ids 0-93, 161-172 94-105, 174-255 106-187, the rest 188-255.
    const auto &order = bytes_in_clip_order();
    EXPECT_EQ(order[0], 33);
    EXPECT_EQ(order[93], 126);
    EXPECT_EQ(order[94], 161);
    EXPECT_EQ(order[106], 174);
    EXPECT_EQ(order[188], 0);
    EXPECT_EQ(order[255], 173);
    EXPECT_EQ(symbol_of(32), "\u0120");
    EXPECT_EQ(symbol_of(127), "\u0121");
    EXPECT_EQ(symbol_of(173), "\u0143");
}

TEST(BpeTokenizer, GivesTheSpecsIdsWhereNoMergeIsNeeded) {
    // From the spec's vectors 3, 10, 12 and 14: ids that CLIP's own vocabulary gives to single symbols.
    const BpeTokenizer &tokenizer = golden_tokenizer();
    EXPECT_EQ(tokenizer.encode("!"), Ids{256});
    EXPECT_EQ(tokenizer.encode(", 1.2)"), (Ids{267, 272, 269, 273, 264}));
    EXPECT_EQ(tokenizer.encode("3.14 $5"), (Ids{274, 269, 272, 275, 259, 276}));
    EXPECT_EQ(tokenizer.encode("\uFF21\uFF22\uFF23"), (Ids{171, 121, 223, 171, 121, 224, 171, 121, 481}));
    EXPECT_EQ(tokenizer.encode(""), Ids{});
}

TEST(BpeTokenizer, TakesSpecialTextAsTokensAndOnlyExactly) {
    const BpeTokenizer &tokenizer = golden_tokenizer();
    const Ids a = tokenizer.encode("a");
    EXPECT_EQ(tokenizer.encode("a<|endoftext|>a"), (Ids{a[0], 827, a[0]}));
    EXPECT_EQ(tokenizer.encode("<|startoftext|><|endoftext|><|endoftext|>"), (Ids{826, 827, 827}));
    const Ids shouted = tokenizer.encode("<|ENDOFTEXT|>");
    EXPECT_EQ(std::count(shouted.begin(), shouted.end(), 827), 0);
}

TEST(BpeTokenizer, ReplacesSymbolsItLacksByUnknown) {
    VocabularyText text;
    text.vocab = R"({"a": 0, "a</w>": 1, "aa</w>": 2, "<|startoftext|>": 3, "<|endoftext|>": 4})";
    text.merges = "#version: 0.2\na a</w>\n";
    const auto tokenizer = BpeTokenizer::create(parse_vocabulary(text).value()).value();
    EXPECT_EQ(tokenizer.encode("aa b ab"), (Ids{2, 4, 0, 4}));
}

TEST(BpeTokenizer, MergesRunsFromLeftToRight) {
    VocabularyText text;
    text.vocab = R"({"a": 0, "a</w>": 1, "aa": 2, "aaaa": 3, "<|startoftext|>": 4, "<|endoftext|>": 5})";
    text.merges = "#version: 0.2\na a\naa aa\n";
    const auto tokenizer = BpeTokenizer::create(parse_vocabulary(text).value()).value();
    EXPECT_EQ(tokenizer.encode("aaaa"), (Ids{2, 0, 1}));
    EXPECT_EQ(tokenizer.encode("aaaaaaa"), (Ids{3, 2, 1}));
}

TEST(BpeTokenizer, DecodesWhatItEncoded) {
    const BpeTokenizer &tokenizer = golden_tokenizer();
    for (const std::string text : {"a red house on the hill", "two small boats , night sky", "caf\u00e9 \u65e5\u672c\u8a9e",
                                   "\U0001F680\U0001F525", ""})
        EXPECT_EQ(tokenizer.decode(tokenizer.encode(text)), text);
    EXPECT_EQ(tokenizer.decode(Ids{826, 320, 827, 827, -1, 99999}), "a");
}

TEST(BpeTokenizer, ShowsTokensAsValidText) {
    const BpeTokenizer &tokenizer = golden_tokenizer();
    const std::int32_t house = tokenizer.encode("house").at(0);
    EXPECT_EQ(tokenizer.token_text(house), "house");
    EXPECT_TRUE(tokenizer.ends_word(house));
    const std::int32_t half = tokenizer.encode("\u65e5").at(0); // the first byte of three
    EXPECT_EQ(tokenizer.token_text(half), "\\xe6");
    EXPECT_FALSE(tokenizer.ends_word(half));
    EXPECT_EQ(tokenizer.token_text(-1), "");
    EXPECT_EQ(tokenizer.token_text(828), "");
}

TEST(BpeTokenizer, RefusesTextThatIsNotUtf8) {
    EXPECT_THROW((void)golden_tokenizer().encode("a\xFF"), Failure);
}

TEST(BpeTokenizer, EncodesAMegabyteWhateverItHolds) {
    const std::size_t size = 1 << 20;
    std::string specials, emoji;
    while (specials.size() < size)
        specials += "<|startoftext|>";
    while (emoji.size() < size)
        emoji += "\U0001F469\u200D";
    // Quadratic merging or searching would take hours here and run into the test's time limit.
    EXPECT_GT(golden_tokenizer().encode(std::string(size, 'x')).size(), size / 2);
    EXPECT_EQ(golden_tokenizer().encode(specials).size(), specials.size() / 15);
    EXPECT_GT(golden_tokenizer().encode(emoji).size(), size / 4);
    EXPECT_EQ(golden_tokenizer().encode(std::string(size, ' ')).size(), 0u);
    EXPECT_EQ(golden_tokenizer().encode(std::string(size, '7')).size(), size);
}

TEST(BpeTokenizer, SaysWhichFileIsMissing) {
    const auto tokenizer = BpeTokenizer::load("/nonexistent-folder");
    ASSERT_FALSE(tokenizer);
    EXPECT_EQ(tokenizer.error().code, ErrorCode::NotFound);
    EXPECT_NE(tokenizer.error().subject.find("vocab.json"), std::string::npos);
}

} // namespace
} // namespace sfumato::text
