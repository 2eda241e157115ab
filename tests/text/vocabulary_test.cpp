// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "core/base/file_io.h"

namespace sfumato::text {
namespace {

VocabularyText small_text() {
    VocabularyText text;
    text.vocab = R"({"a": 0, "b": 1, "ab": 2, "!": 3, "<|startoftext|>": 4, "<|endoftext|>": 5})";
    text.merges = "#version: 0.2\na b\n";
    return text;
}

TEST(Vocabulary, ReadsTokensMergesAndDefaults) {
    const auto vocabulary = parse_vocabulary(small_text()).value();
    EXPECT_EQ(vocabulary.tokens.size(), 6u);
    ASSERT_EQ(vocabulary.merges.size(), 1u);
    EXPECT_EQ(vocabulary.merges[0].result, 2);
    EXPECT_EQ(vocabulary.bos, 4);
    EXPECT_EQ(vocabulary.eos, 5);
    EXPECT_EQ(vocabulary.unk, 5);
    EXPECT_EQ(vocabulary.pad, 5);
    EXPECT_EQ(vocabulary.max_length, 77);
}

TEST(Vocabulary, TakesSpecialTokensFromTheMapBeforeTheConfig) {
    VocabularyText text = small_text();
    text.config = R"({"pad_token": "a", "unk_token": {"content": "b", "lstrip": false}, "model_max_length": 32})";
    text.special_tokens = R"({"pad_token": "!"})";
    const auto vocabulary = parse_vocabulary(text).value();
    EXPECT_EQ(vocabulary.pad, 3);
    EXPECT_EQ(vocabulary.unk, 1);
    EXPECT_EQ(vocabulary.max_length, 32);
}

TEST(Vocabulary, TakesAHugeMaximumLengthAsNone) {
    VocabularyText text = small_text();
    text.config = R"({"model_max_length": 1000000000000000019884624838656})";
    EXPECT_EQ(parse_vocabulary(text).value().max_length, 77);
}

TEST(Vocabulary, AllowsUnusedIdsAndWindowsLineEnds) {
    VocabularyText text = small_text();
    text.vocab = R"({"a": 0, "b": 1, "ab": 2, "<|startoftext|>": 8, "<|endoftext|>": 9})";
    text.merges = "#version: 0.2\r\na b\r\n\r\n";
    const auto vocabulary = parse_vocabulary(text).value();
    EXPECT_EQ(vocabulary.tokens.size(), 10u);
    EXPECT_EQ(vocabulary.merges.size(), 1u);
}

/// A folder with one file in it, gone at the end.
struct OneFileFolder {
    std::filesystem::path path;
    OneFileFolder(const char *name, const std::string &content) {
        std::string pattern = (std::filesystem::temp_directory_path() / "sfumato-vocabulary-XXXXXX").string();
        path = ::mkdtemp(pattern.data());
        EXPECT_TRUE(write_file(path / name, content));
    }
    ~OneFileFolder() { std::filesystem::remove_all(path); }
};

TEST(Vocabulary, ReadsATokenizerJsonWithMergesAsLinesOrPairs) {
    for (const char *merges : {R"(["a b"])", R"([["a", "b"]])"}) {
        const OneFileFolder folder("tokenizer.json", std::string(R"({"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "<|startoftext|>": 4,
            "<|endoftext|>": 5}, "merges": )") + merges + "}}");
        const auto vocabulary = read_vocabulary(folder.path);
        ASSERT_TRUE(vocabulary) << describe(vocabulary.error());
        ASSERT_EQ(vocabulary->merges.size(), 1u);
        EXPECT_EQ(vocabulary->merges[0].result, 2);
        EXPECT_EQ(vocabulary->eos, 5);
    }
}

TEST(Vocabulary, RefusesATokenizerJsonThatIsNone) {
    for (const char *content : {"{", "[]", R"({"model": 3})", R"({"model": {"type": "WordPiece", "vocab": {}, "merges": []}})",
                                R"({"model": {"vocab": {}}})", R"({"model": {"vocab": {"a": 0}, "merges": [["a"]]}})",
                                R"({"model": {"vocab": {"a": "x"}, "merges": []}})"}) {
        const OneFileFolder folder("tokenizer.json", content);
        const auto vocabulary = read_vocabulary(folder.path);
        ASSERT_FALSE(vocabulary) << content;
        EXPECT_EQ(vocabulary.error().code, ErrorCode::CorruptFile) << content;
        EXPECT_NE(vocabulary.error().subject.find("tokenizer.json"), std::string::npos) << content;
    }
}

struct Malformed {
    const char *name, *vocab, *merges, *config, *file, *reason;
};

class MalformedVocabulary : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedVocabulary, IsRefusedWithFileAndRule) {
    VocabularyText text = small_text();
    if (GetParam().vocab)
        text.vocab = GetParam().vocab;
    if (GetParam().merges)
        text.merges = GetParam().merges;
    if (GetParam().config)
        text.config = GetParam().config;
    const auto vocabulary = parse_vocabulary(text);
    ASSERT_FALSE(vocabulary);
    EXPECT_EQ(vocabulary.error().code, ErrorCode::CorruptFile);
    EXPECT_EQ(vocabulary.error().subject, GetParam().file);
    EXPECT_NE(vocabulary.error().reason.find(GetParam().reason), std::string::npos) << vocabulary.error().reason;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MalformedVocabulary,
    testing::Values(
        Malformed{"Empty", "", nullptr, nullptr, "vocab.json", "not valid JSON"},
        Malformed{"Cut", R"({"a": 0, "b)", nullptr, nullptr, "vocab.json", "not valid JSON"},
        Malformed{"Array", "[1]", nullptr, nullptr, "vocab.json", "not a JSON object"},
        Malformed{"Number", "7", nullptr, nullptr, "vocab.json", "not a JSON object"},
        Malformed{"Nested", R"({"a": {"b": 1}})", nullptr, nullptr, "vocab.json", "nests"},
        Malformed{"Text", R"({"a": "0"})", nullptr, nullptr, "vocab.json", "something else"},
        Malformed{"Negative", R"({"a": -1})", nullptr, nullptr, "vocab.json", "something else"},
        Malformed{"Fraction", R"({"a": 0.5})", nullptr, nullptr, "vocab.json", "something else"},
        Malformed{"Huge", R"({"a": 4000000000})", nullptr, nullptr, "vocab.json", "above"},
        Malformed{"TokenTwice", R"({"a": 0, "a": 1})", nullptr, nullptr, "vocab.json", "twice"},
        Malformed{"IdTwice", R"({"a": 0, "b": 0})", nullptr, nullptr, "vocab.json", "two tokens"},
        Malformed{"NoSpecials", R"({"a": 0, "b": 1, "ab": 2})", nullptr, nullptr, "vocab.json", "<|endoftext|>"},
        Malformed{"NotUtf8", "{\"\xFF\": 0}", nullptr, nullptr, "vocab.json", "not valid JSON"},
        Malformed{"OneSymbol", nullptr, "#version: 0.2\nab\n", nullptr, "merges.txt", "line 2"},
        Malformed{"ThreeSymbols", nullptr, "a b a\n", nullptr, "merges.txt", "line 1"},
        Malformed{"UnknownSymbol", nullptr, "#version: 0.2\na b\na x\n", nullptr, "merges.txt", "line 3: \"x\""},
        Malformed{"UnknownResult", nullptr, "b a\n", nullptr, "merges.txt", "merged \"ba\""},
        Malformed{"MergeTwice", nullptr, "a b\na b\n", nullptr, "merges.txt", "twice"},
        Malformed{"ConfigNoJson", nullptr, nullptr, "{", "tokenizer_config.json", "not valid JSON"},
        Malformed{"ConfigArray", nullptr, nullptr, "[]", "tokenizer_config.json", "not a JSON object"},
        Malformed{"UnknownPad", nullptr, nullptr, R"({"pad_token": "<pad>"})", "vocab.json", "<pad>"},
        Malformed{"ShortSequence", nullptr, nullptr, R"({"model_max_length": 2})", "tokenizer_config.json", "below 3"}),
    [](const auto &test) { return std::string(test.param.name); });

TEST(Vocabulary, RefusesDeeplyNestedJsonWithoutRecursing) {
    VocabularyText text = small_text();
    text.vocab.assign(1'000'000, '[');
    EXPECT_FALSE(parse_vocabulary(text));
    text = small_text();
    text.config.assign(1'000'000, '[');
    EXPECT_FALSE(parse_vocabulary(text));
}

} // namespace
} // namespace sfumato::text
