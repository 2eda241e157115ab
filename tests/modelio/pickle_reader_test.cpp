// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/modelio/pickle_reader.h"

#include <gtest/gtest.h>

#include "core/modelio/torch_contents.h"
#include "tests/modelio/torch_bytes.h"

namespace sfumato::modelio::pickle {
namespace {

using namespace std::string_literals;
using test::global;
using test::text;

Error refused(const std::string &bytes) {
    const auto pickle = read(bytes, is_torch_global);
    EXPECT_FALSE(pickle);
    return pickle ? Error{} : pickle.error();
}

TEST(PickleReader, ReadsValuesOfEveryKind) {
    const std::string bytes = "\x80\x02(NK\x05J\xff\xff\xff\xff\x8a\x09\0\0\0\0\x01\0\0\0\0\x88G?\xf8\0\0\0\0\0\0"s + text("word") +
                              "C\x02" "ab](K\x01K\x02" "e}"s + text("k") + "K\x07st."s;
    const auto pickle = read(bytes, is_torch_global);
    ASSERT_TRUE(pickle) << describe(pickle.error());
    EXPECT_EQ(pickle->bytes, bytes.size());
    const auto &items = (*pickle)[pickle->root].items;
    ASSERT_EQ(items.size(), 10u);
    EXPECT_EQ((*pickle)[items[0]].kind, Kind::None);
    EXPECT_EQ((*pickle)[items[1]].integer, 5);
    EXPECT_EQ((*pickle)[items[2]].integer, -1);
    EXPECT_EQ((*pickle)[items[3]].integer, std::int64_t{1} << 32);
    EXPECT_EQ((*pickle)[items[4]].kind, Kind::Bool);
    EXPECT_EQ((*pickle)[items[5]].real, 1.5);
    EXPECT_EQ((*pickle)[items[6]].text, "word");
    EXPECT_EQ((*pickle)[items[7]].text, "ab");
    EXPECT_EQ((*pickle)[items[8]].items.size(), 2u);
    EXPECT_EQ((*pickle)[items[9]].kind, Kind::Dict);
}

TEST(PickleReader, NamesEveryForbiddenGlobalAlsoWhereTheRestIsBroken) {
    for (const std::string &bytes :
         {"\x80\x02"s + global("os", "system") + "(" + text("true") + "tR.", "\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93."s,
          "\x80\x04\x8c\x06system\x94\x30\x8c\x02os\x94h\0\x93."s + "x", "("s + text("true") + "ios\nsystem\n.",
          "\x80\x02"s + global("os", "system") + "(" + text("true") + "tR\xff\xff"s}) {
        const Error error = refused(bytes);
        EXPECT_EQ(error.code, ErrorCode::CorruptFile);
        if (bytes.find("\x30") == std::string::npos) // the third has an opcode that stops it before
            EXPECT_NE(error.reason.find("\"os.system\""), std::string::npos) << error.reason;
    }
    const Error two = refused("\x80\x02"s + global("os", "system") + global("builtins", "eval") + "\x86.");
    EXPECT_NE(two.reason.find("builtins.eval"), std::string::npos);
    EXPECT_NE(two.reason.find("nothing was executed"), std::string::npos);
}

TEST(PickleReader, RefusesBrokenStacksAndOpcodesOfNoUse) {
    for (const std::string &bytes :
         {""s, "\x80\x02}"s, "\x80\x02."s, "\x80\x02t."s, "\x80\x02"s + "0.", "\x80\x02}}."s, "\x80\x02(."s, "\x80\x02\x82\x01."s,
          "\x80\x02(" + global("collections", "OrderedDict") + "o.", "\x80\x02K\x01K\x02\x61."s, "\x80\x02}K\x01us."s,
          "\x80\x02](K\x01K\x02u."s, "\x80\x09N."s, "\x80\x02h\x03."s, "\x80\x04\x95\xff\0\0\0\0\0\0\0N."s}) {
        const Error error = refused(bytes);
        EXPECT_EQ(error.code, ErrorCode::CorruptFile) << error.reason;
        EXPECT_TRUE(error.reason.starts_with("pickle")) << error.reason;
    }
}

TEST(PickleReader, LengthsPastTheEndAllocateNothing) {
    const std::string huge = test::little<std::uint64_t>(std::uint64_t{1} << 40);
    for (const std::string &bytes : {"\x80\x04\x8d"s + huge + "x.", "\x80\x04\x8e"s + huge + ".", "\x80\x02X\xff\xff\xff\xff."s,
                                     "\x80\x02\x8b\xff\xff\xff\x7f."s, "\x80\x02\x8b\xff\xff\xff\xff."s})
        EXPECT_EQ(refused(bytes).code, ErrorCode::CorruptFile);
    EXPECT_EQ(refused("\x80\x02\x8a\x09\0\0\0\0\0\0\0\0\x01."s).code, ErrorCode::LimitExceeded);
}

TEST(PickleReader, RefusesWhatHoldsItselfOrIsNestedTooDeep) {
    EXPECT_EQ(refused("\x80\x02}q\0"s + text("a") + "h\0s."s).code, ErrorCode::CorruptFile);
    const std::string deep = "\x80\x02"s + std::string(100'000, '(') + std::string(100'000, 't') + ".";
    EXPECT_EQ(refused(deep).code, ErrorCode::LimitExceeded);
    EXPECT_EQ(refused("\x80\x02"s + std::string(1'000'000, ']')).code, ErrorCode::LimitExceeded);
}

TEST(PickleReader, OneListGivenToManyCallsIsBounded) {
    // Each call of OrderedDict would copy the pairs of the one list.
    std::string bytes = "\x80\x02](";
    for (int i = 0; i < 5000; ++i)
        bytes += "K\x01K\x02\x86";
    bytes += "eq\0\x85q\x01"s + global("collections", "OrderedDict") + "q\x02(";
    for (int i = 0; i < 5000; ++i)
        bytes += "h\x02h\x01R";
    EXPECT_EQ(refused(bytes + "t.").code, ErrorCode::LimitExceeded);
}

TEST(PickleReader, DictionariesKeepTheirItemsWhenTheyGetAttributes) {
    const auto pickle = read("\x80\x02"s + global("collections", "OrderedDict") + ")R" + text("a") + "K\x01s}" + text("_metadata") +
                                 "}sb.",
                             is_torch_global);
    ASSERT_TRUE(pickle) << describe(pickle.error());
    EXPECT_EQ((*pickle)[pickle->root].kind, Kind::Dict);
    EXPECT_EQ((*pickle)[pickle->root].items.size(), 2u);
}

} // namespace
} // namespace sfumato::modelio::pickle
