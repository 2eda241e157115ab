// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_trainer.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/text/bpe_tokenizer.h"

namespace sfumato::text {
namespace {

const std::vector<CountedCaption> captions = {
    {"a red house on the hill at sunset", 30}, {"two small boats, night sky, watercolour", 20},
    {"a watercolour of a lighthouse", 20},     {"the light house by the light", 5},
    {"Caf\u00e9 \u65e5\u672c 12", 1},
};

TEST(BpeTrainer, LaysTokensOutAsClip) {
    const Vocabulary vocabulary = train_bpe(captions, {.vocab_size = 550}).value();
    ASSERT_EQ(vocabulary.tokens.size(), 550u);
    ASSERT_EQ(vocabulary.merges.size(), 550u - 514u);
    EXPECT_EQ(vocabulary.tokens[0], "!");
    EXPECT_EQ(vocabulary.tokens[256], "!</w>");
    EXPECT_EQ(vocabulary.tokens[548], "<|startoftext|>");
    EXPECT_EQ(vocabulary.tokens[549], "<|endoftext|>");
    EXPECT_EQ(vocabulary.bos, 548);
    EXPECT_EQ(vocabulary.eos, 549);
    EXPECT_EQ(vocabulary.pad, 549);
    for (std::size_t i = 0; i < vocabulary.merges.size(); ++i) {
        const auto &merge = vocabulary.merges[i];
        EXPECT_EQ(merge.result, static_cast<std::int32_t>(512 + i));
        EXPECT_EQ(vocabulary.tokens[static_cast<std::size_t>(merge.result)],
                  vocabulary.tokens[static_cast<std::size_t>(merge.left)] +
                      vocabulary.tokens[static_cast<std::size_t>(merge.right)]);
    }
}

TEST(BpeTrainer, MergesTheMostFrequentPairFirst) {
    const std::vector<CountedCaption> text = {{"ab ab ac", 1}};
    const Vocabulary vocabulary = train_bpe(text, {.vocab_size = 600, .min_count = 1}).value();
    ASSERT_EQ(vocabulary.merges.size(), 2u); // then nothing is left to merge
    EXPECT_EQ(vocabulary.tokens[512], "ab</w>");
    EXPECT_EQ(vocabulary.tokens[513], "ac</w>");
}

TEST(BpeTrainer, MakesFrequentWordsOneToken) {
    const auto tokenizer = BpeTokenizer::create(train_bpe(captions, {.vocab_size = 700}).value()).value();
    for (const char *word : {"house", "watercolour", "sunset", "lighthouse", "boats"})
        EXPECT_EQ(tokenizer.encode(word).size(), 1u) << word;
    EXPECT_EQ(tokenizer.decode(tokenizer.encode("unseen w\u00f6rds")), "unseen w\u00f6rds");
}

TEST(BpeTrainer, GivesEveryTokenOnce) {
    Vocabulary vocabulary = train_bpe(captions, {.vocab_size = 2000, .min_count = 1}).value();
    std::sort(vocabulary.tokens.begin(), vocabulary.tokens.end());
    EXPECT_EQ(std::adjacent_find(vocabulary.tokens.begin(), vocabulary.tokens.end()), vocabulary.tokens.end());
}

TEST(BpeTrainer, DoesNotDependOnTheOrderOfCaptions) {
    std::vector<CountedCaption> reversed(captions.rbegin(), captions.rend());
    EXPECT_EQ(train_bpe(captions, {.vocab_size = 640}).value().tokens, train_bpe(reversed, {.vocab_size = 640}).value().tokens);
}

TEST(BpeTrainer, CountsACaptionAsOftenAsItSays) {
    const std::vector<CountedCaption> counted = {{"cat", 3}, {"dog", 1}};
    const std::vector<CountedCaption> repeated = {{"cat", 1}, {"cat", 1}, {"dog", 1}, {"cat", 1}};
    EXPECT_EQ(train_bpe(counted, {.min_count = 1}).value().tokens, train_bpe(repeated, {.min_count = 1}).value().tokens);
}

TEST(BpeTrainer, WritesFilesThatReadBackTheSame) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "sfumato_bpe_trainer_test";
    std::filesystem::create_directories(folder);
    const Vocabulary written = train_bpe(captions, {.vocab_size = 640, .max_length = 48, .pad_with_zero = true}).value();
    ASSERT_TRUE(write_vocabulary(written, folder));
    const Vocabulary read = read_vocabulary(folder).value();
    std::filesystem::remove_all(folder);
    EXPECT_EQ(read.tokens, written.tokens);
    ASSERT_EQ(read.merges.size(), written.merges.size());
    for (std::size_t i = 0; i < read.merges.size(); ++i)
        EXPECT_EQ(read.merges[i].result, written.merges[i].result);
    EXPECT_EQ(read.eos, written.eos);
    EXPECT_EQ(read.pad, 0);
    EXPECT_EQ(read.max_length, 48);
}

TEST(BpeTrainer, RefusesWhatItCannotUse) {
    const auto code = [](const std::vector<CountedCaption> &text, BpeTrainingOptions options) {
        const auto result = train_bpe(text, options);
        return result ? ErrorCode::Internal : result.error().code;
    };
    EXPECT_EQ(code(captions, {.vocab_size = 513}), ErrorCode::InvalidArgument);
    EXPECT_EQ(code(captions, {.min_count = 0}), ErrorCode::InvalidArgument);
    EXPECT_EQ(code(captions, {.max_length = 2}), ErrorCode::InvalidArgument);
    EXPECT_EQ(code({{"a", 0}}, {}), ErrorCode::InvalidArgument);
    EXPECT_EQ(code({{"\xFF", 1}}, {}), ErrorCode::InvalidArgument);
    EXPECT_EQ(train_bpe({}, {}).value().tokens.size(), 514u);
}

} // namespace
} // namespace sfumato::text
